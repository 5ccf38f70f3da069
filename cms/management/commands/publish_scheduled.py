"""``manage.py publish_scheduled``: Wagtail's, one thing at a time, each as it is stored at that moment."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.core.management.base import CommandError
from django.db import DatabaseError, models, transaction
from django.utils import timezone
from wagtail.management.commands import publish_scheduled
from wagtail.models import DraftStateMixin, Page, Revision

from content_types.core.row_locks import lock_objects, lock_pages

logger = logging.getLogger(__name__)


class Command(publish_scheduled.Command):
    help = "Publishes and unpublishes what is due. What cannot be published stays due, and stops nothing else."

    def handle(self, *args: Any, **options: Any) -> None:
        if options["dryrun"]:
            super().handle(*args, **options)
            return
        failed = 0
        for model, key, revision in [*_expired(), *_due()]:
            try:
                with transaction.atomic():
                    _carry_out(model, key, revision)
            except DatabaseError:
                raise  # the scheduler tries again
            except Exception:  # whatever it is, it is logged and counted, and must not stop the others
                failed += 1
                logger.exception(
                    "%s %s could not be published or unpublished on schedule", model._meta.verbose_name, key
                )
        if failed:
            raise CommandError(
                f"{failed} could not be published or unpublished; the log says why. They are tried again."
            )


def _expired() -> Iterator[tuple[type[models.Model], Any, None]]:
    """What is past its date and still live."""
    kinds = [one for one in apps.get_models() if issubclass(one, DraftStateMixin) and not issubclass(one, Page)]
    for model in [Page, *kinds]:
        due = model._default_manager.filter(live=True, expire_at__lt=timezone.now()).order_by("expire_at")
        for key in list(due.values_list("pk", flat=True)):
            yield model, key, None


def _due() -> Iterator[tuple[type[models.Model], Any, int]]:
    """The revisions whose time has come."""
    due = Revision.objects.filter(approved_go_live_at__lt=timezone.now()).order_by("approved_go_live_at")
    for revision in list(due.select_related("base_content_type").defer("content")):
        model = revision.base_content_type.model_class()
        if model is not None:  # of an app that is gone
            yield model, revision.object_id, revision.pk


def _carry_out(model: Any, key: Any, revision: int | None) -> None:
    """Publish the revision, or unpublish for None, if that is still due once nobody else is at it."""
    if model is Page:
        lock_pages([int(key)])
    else:
        lock_objects(model, [key])
    if revision is None:
        expired = model._default_manager.filter(pk=key, live=True, expire_at__lt=timezone.now()).first()
        if expired is not None:
            expired.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
        return
    due = Revision.objects.filter(pk=revision, approved_go_live_at__lt=timezone.now()).first()
    if due is not None:
        due.publish(log_action="wagtail.publish.scheduled")
