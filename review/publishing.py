"""Publishing, unpublishing, scheduling and restoring a page outside of the admin, with the same rights, locks and history."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.models import Page

from content_types.core.completeness import require_complete
from content_types.core.row_locks import lock_pages
from review.errors import ReviewError

UNKNOWN = "There is no such page that you may edit."


def _locked_page(key: int | None, user: Any) -> Any:
    """The page, for this transaction alone. Raises ReviewError where it is not there, or the user may not edit it."""
    if key is not None:
        lock_pages([key])
    page = Page.objects.filter(pk=key, depth__gt=1).first() if key is not None else None
    rights = page.permissions_for_user(user) if page is not None else None
    if page is None or rights is None or not (rights.can_edit() or rights.can_publish()):
        raise ReviewError("NOT_FOUND", UNKNOWN, "page")
    if page.alias_of_id is not None:
        raise ReviewError("FORBIDDEN", "This page repeats another. Change that one.", "page")
    return page.specific


def _require_free(page: Page, user: Any) -> None:
    lock = page.get_lock()
    if lock is not None and lock.for_user(user):
        raise ReviewError(
            "FORBIDDEN", "This page is locked: somebody else has it, or it is in review or scheduled.", "page"
        )


def _to_publish(key: int | None, user: Any, revision: int | None) -> tuple[Any, Any]:
    page = _locked_page(key, user)
    if not page.permissions_for_user(user).can_publish():
        raise ReviewError("FORBIDDEN", "You may not publish this page. Submit it for review instead.", "page")
    _require_free(page, user)
    latest = page.get_latest_revision()
    if latest is None:
        raise ReviewError("NOT_FOUND", "The page has no draft to publish.", "page")
    if revision is not None and revision != latest.pk:
        raise ReviewError(
            "CHANGED_MEANWHILE", "The page was changed after you read it. Look again; nothing was changed.", "revision"
        )
    require_complete(latest.as_object())
    return page, latest


@transaction.atomic
def publish(key: int | None, user: Any, revision: int | None = None) -> Page:
    """Publish the draft that stands. Raises ReviewError, and PageIncomplete."""
    page, latest = _to_publish(key, user, revision)
    draft = latest.as_object()
    if draft.go_live_at is not None and draft.go_live_at > timezone.now():
        raise ReviewError(
            "BAD_INPUT", "The draft names a later time to be published at. Use `schedulePage`, or take it out.", "page"
        )
    latest.publish(user=user)
    return Page.objects.get(pk=page.pk)


@transaction.atomic
def schedule(key: int | None, user: Any, at: datetime, revision: int | None = None) -> Page:
    """Have the draft that stands published at a time. Raises ReviewError, and PageIncomplete."""
    if at <= timezone.now():
        raise ReviewError("BAD_INPUT", "Give a time that is still to come, or use `publishPage`.", "at")
    page, latest = _to_publish(key, user, revision)
    draft = latest.as_object()
    draft.go_live_at = at
    if draft.expire_at is not None and draft.expire_at <= at:
        raise ReviewError("BAD_INPUT", "The page would expire before it is published. Give an earlier time.", "at")
    draft.save_revision(user=user, log_action=True).publish(user=user)
    return Page.objects.get(pk=page.pk)


@transaction.atomic
def unpublish(key: int | None, user: Any) -> Page:
    """Take a page out of sight of readers; it stays as a draft, and what is below it too. Raises ReviewError."""
    page = _locked_page(key, user)
    if not page.permissions_for_user(user).can_unpublish():
        raise ReviewError("FORBIDDEN", "You may not unpublish this page, or it is not published.", "page")
    page.unpublish(user=user)
    return Page.objects.get(pk=page.pk)


@transaction.atomic
def restore(key: int | None, user: Any, revision: int) -> Page:
    """Make an older version the draft that stands; what is published stays. Raises ReviewError."""
    page = _locked_page(key, user)
    if not page.permissions_for_user(user).can_edit():
        raise ReviewError("FORBIDDEN", "You may not edit this page.", "page")
    _require_free(page, user)
    older = page.revisions.filter(pk=revision).first()
    if older is None:
        raise ReviewError("NOT_FOUND", "This is no version of the page.", "revision")
    older.as_object().save_revision(user=user, log_action=True, previous_revision=older, clean=False)
    return Page.objects.get(pk=page.pk)
