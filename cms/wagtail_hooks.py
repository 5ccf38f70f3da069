"""What the product adds to Wagtail's admin; each part has its module in ``cms.editors``."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from wagtail import hooks

from cms.editors.accounts import guard_superusers


@hooks.register("before_create_user")
def guard_new_superusers(request: HttpRequest) -> HttpResponse | None:
    return guard_superusers(request)


@hooks.register("before_edit_user")
@hooks.register("before_delete_user")
def guard_existing_superusers(request: HttpRequest, user: Any) -> HttpResponse | None:
    return guard_superusers(request, user)
