"""Writing to the outbox whatever changes a document, in the transaction of the change.

Pages are followed by their own saves rather than by Wagtail's ``page_published`` and its like: those are sent after the commit, and what
dies between the two would be lost. Publishing, unpublishing, re-slugging, expiring and moving each save the page.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Model, QuerySet
from django.db.models.signals import post_delete, post_save, pre_delete, pre_save
from wagtail.models import Page, PageViewRestriction

from content_types.core.drafts import only_bookkeeping
from content_types.core.registry import for_model
from delivery.languages import is_multilingual
from search import outbox, synonyms
from search.models import Synonym
from search.referrers import referring_pages, relations


def connect() -> None:
    """Connect the handlers; called once, when Django starts."""
    pre_save.connect(_page_will_change, dispatch_uid="search.page_will_change")
    post_save.connect(_saved, dispatch_uid="search.saved")
    pre_delete.connect(_will_be_deleted, dispatch_uid="search.will_be_deleted")
    post_delete.connect(_deleted, dispatch_uid="search.deleted")
    for signal in (post_save, post_delete):
        signal.connect(_synonyms_changed, sender=Synonym, dispatch_uid="search.synonyms_changed")


def _synonyms_changed(**kwargs: Any) -> None:
    """Apply the change in this process now, and again once others can see it: a search in between read the list as it was."""
    synonyms.forget()
    transaction.on_commit(synonyms.forget)


def _page_will_change(sender: type[Model], instance: Any, raw: bool = False, **kwargs: Any) -> None:
    """Remember whether a page with others below it is about to appear, disappear, or change when it expires."""
    if raw or not isinstance(instance, Page) or not instance.pk or not instance.numchild:
        return
    if only_bookkeeping(kwargs.get("update_fields")):
        return
    before = Page.objects.filter(pk=instance.pk).values_list("live", "expire_at").first()
    instance._search_takes_descendants = before != (instance.live, instance.expire_at)


def _saved(
    sender: type[Model],
    instance: Any,
    created: bool = False,
    raw: bool = False,
    update_fields: Any = None,
    **kwargs: Any,
) -> None:
    if raw or only_bookkeeping(update_fields):
        return
    if isinstance(instance, Page):
        _page_saved(sender, instance)
    elif isinstance(instance, PageViewRestriction):
        _enqueue_below(instance.page)
    elif not created and sender in relations():
        outbox.enqueue(referring_pages(instance))


def _page_saved(sender: type[Model], page: Page) -> None:
    # A move saves the page through the base class, in its transaction, once the tree has its new shape.
    if _takes_descendants(page) or sender is Page:
        _enqueue_below(page)
    elif for_model(type(page)) is not None:
        outbox.enqueue([page.pk])
        _enqueue_translations(Page.objects.filter(pk=page.pk))


def _enqueue_below(page: Page) -> None:
    outbox.enqueue_below(page)
    _enqueue_translations(Page.objects.descendant_of(page, inclusive=True))


def _enqueue_translations(pages: QuerySet[Any]) -> None:
    """A document says into which languages its page is translated."""
    if is_multilingual():
        others = outbox.searchable_pages().filter(translation_key__in=pages.order_by().values("translation_key"))
        others = others.exclude(pk__in=pages.order_by().values("pk"))
        outbox.enqueue(others.values_list("pk", flat=True).iterator(chunk_size=outbox.CHUNK))


def _takes_descendants(page: Page) -> bool:
    """Whether the save under way changes what is below the page too; asked once a save."""
    return bool(page.__dict__.pop("_search_takes_descendants", False))


def _will_be_deleted(sender: type[Model], instance: Any, **kwargs: Any) -> None:
    if isinstance(instance, PageViewRestriction):
        _enqueue_below(instance.page)
    elif not isinstance(instance, Page) and sender in relations():
        # Before, because the links to it go first.
        outbox.enqueue(referring_pages(instance))


def _deleted(sender: type[Model], instance: Any, **kwargs: Any) -> None:
    # Once, for the row that all types share.
    if sender is Page and for_model(instance.specific_class) is not None:
        outbox.enqueue([instance.pk])
        # By key: the row is gone.
        if is_multilingual():
            others = outbox.searchable_pages().filter(translation_key=instance.translation_key)
            outbox.enqueue(others.values_list("pk", flat=True))
