"""Dirty markers: whatever may change what the public sees of a page is noted in the transaction of the change.

Pages are followed by their own saves rather than by Wagtail's ``page_published`` and its like: those are sent after the commit, and what
dies between the two would be lost. Publishing, unpublishing, re-slugging, expiring and moving each save the page. What a save comes to is
not decided here but when it is processed, from what is committed by then (``changes.processing``): so nothing here is ever wrong, only
superfluous.
"""

from __future__ import annotations

import logging
from typing import Any

from django.db import DatabaseError, transaction
from django.db.models import Model
from django.db.models.signals import post_delete, post_save, pre_delete, pre_save
from wagtail.models import Page, PageViewRestriction, Site

from changes.models import DirtyMarker
from changes.processing import process_changes
from content_types.core.drafts import only_bookkeeping
from content_types.core.registry import for_model
from delivery.privacy import aliases_below

logger = logging.getLogger(__name__)


def connect() -> None:
    """Connect the handlers; called once, when Django starts."""
    pre_save.connect(_page_will_change, dispatch_uid="changes.page_will_change")
    post_save.connect(_page_saved, dispatch_uid="changes.page_saved")
    post_delete.connect(_page_deleted, sender=Page, dispatch_uid="changes.page_deleted")
    post_save.connect(_restriction_changed, sender=PageViewRestriction, dispatch_uid="changes.restriction_saved")
    pre_delete.connect(_restriction_changed, sender=PageViewRestriction, dispatch_uid="changes.restriction_deleted")
    pre_save.connect(_site_will_change, sender=Site, dispatch_uid="changes.site_will_change")
    post_save.connect(_site_changed, sender=Site, dispatch_uid="changes.site_saved")
    pre_delete.connect(_site_changed, sender=Site, dispatch_uid="changes.site_deleted")


def mark_dirty(page_id: int, *, content: bool = True, below: bool = False) -> None:
    """Note that a page may have changed for the public; ``below``: everything below it too. One statement."""
    DirtyMarker.objects.create(page_id=page_id, content=content, below=below)
    transaction.on_commit(_process_soon, robust=True)


def _process_soon() -> None:
    """Settle right after the commit what is quickly done; the worker does what is left, and all of it if we are killed here."""
    try:
        process_changes(wait=False)
    except DatabaseError as error:
        # The change itself is committed, and its note with it.
        logger.warning("changes: left to the worker: %s", error)


def _page_will_change(sender: type[Model], instance: Any, raw: bool = False, **kwargs: Any) -> None:
    """Remember whether a page with others below it is about to appear, disappear, move, or change when it expires."""
    if raw or not isinstance(instance, Page) or not instance.pk or not instance.numchild:
        return
    if only_bookkeeping(kwargs.get("update_fields")):
        return
    before = Page.objects.filter(pk=instance.pk).values_list("live", "expire_at", "url_path").first()
    instance._changes_below = before != (instance.live, instance.expire_at, instance.url_path)


def _page_saved(
    sender: type[Model], instance: Any, raw: bool = False, update_fields: Any = None, **kwargs: Any
) -> None:
    if raw or not isinstance(instance, Page) or only_bookkeeping(update_fields):
        return
    # A move saves the page through the base class, in its transaction, once the tree has its new shape.
    below = bool(instance.__dict__.pop("_changes_below", False)) or (sender is Page and instance.numchild > 0)
    if below or sender is Page or for_model(type(instance)) is not None:
        mark_dirty(instance.pk, below=below)
    if sender is Page and PageViewRestriction.objects.exists():
        for alias in aliases_below(instance.path):  # moved into what is private, or out of it
            mark_dirty(alias.pk, content=False, below=True)


def _page_deleted(instance: Any, **kwargs: Any) -> None:
    # Once, for the row that all types share.
    if for_model(instance.specific_class) is not None:
        mark_dirty(instance.pk)


def _restriction_changed(instance: Any, raw: bool = False, **kwargs: Any) -> None:
    if raw:
        return
    mark_dirty(instance.page_id, content=False, below=True)
    for alias in aliases_below(instance.page.path):  # they are as private as their source
        mark_dirty(alias.pk, content=False, below=True)


def _site_will_change(instance: Any, raw: bool = False, **kwargs: Any) -> None:
    """The pages below the root that a site leaves change their address too."""
    if raw or not instance.pk:
        return
    before = Site.objects.filter(pk=instance.pk).values_list("root_page_id", flat=True).first()
    if before is not None and before != instance.root_page_id:
        mark_dirty(before, content=False, below=True)


def _site_changed(instance: Any, raw: bool = False, **kwargs: Any) -> None:
    if not raw:
        mark_dirty(instance.root_page_id, content=False, below=True)
