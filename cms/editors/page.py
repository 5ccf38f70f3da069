"""What the admin's pages of our own have in common."""

from __future__ import annotations

from typing import Any

from django.views.generic import TemplateView
from wagtail.admin.views.generic import PermissionCheckedMixin
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin


class AdminPageView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """A page of the admin, with its title as the last breadcrumb, for those who may do ``permission_required`` with ``model``."""

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]
