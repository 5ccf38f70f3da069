"""An event whose page is deleted: who would come is told in the same transaction, before the register goes with the page."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models.signals import pre_delete
from wagtail.models import Page

from community.registrations.following import end
from community.registrations.models import EventRegister
from community.registrations.opening import opened


def _tell(instance: Page, **kwargs: Any) -> None:
    with transaction.atomic():
        for key in EventRegister.objects.filter(page=instance.pk).values_list("pk", flat=True):
            end(opened(key))


def connect() -> None:
    """Listen to every deletion of a page; it costs one statement."""
    pre_delete.connect(_tell, sender=Page, dispatch_uid="registrations_tell_of_deleted_events")
