"""What uses a picture, a document or a term: one true count, and no deleting of what is used.

Wagtail's index of references is what its usage pages, lists, and confirmations of deleting and unpublishing show. It leaves out many-to-many links
(https://github.com/wagtail/wagtail/issues/9629) and drafts of what is published, counts a page twice that shows a picture twice, and lets go whatever
a body refers to. It has no settings for these, so it is completed here, by ``complete_the_index``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import PROTECT, Model, ProtectedError
from django.db.models.signals import m2m_changed, pre_delete
from django.utils.functional import cached_property
from modelcluster.fields import ParentalManyToManyField
from wagtail.models import DraftStateMixin, Page, ReferenceIndex
from wagtail.signal_handlers import update_reference_index_on_save

Reference = tuple[int, str, str, str]

_kept: set[type[Model]] = set()
_wagtails_references = ReferenceIndex._extract_references_from_object
_wagtails_on_delete = ReferenceIndex.on_delete.func


class InUseError(ProtectedError):
    """Something was to be deleted that is used."""

    def __init__(self, thing: Model, users: set[Model]) -> None:
        super().__init__(f"{thing._meta.verbose_name} {thing.pk} is used {len(users)} times.", users)
        self.thing = thing


def complete_the_index() -> None:
    """Have Wagtail's index of references count many-to-many links and drafts, and each user once."""
    ReferenceIndex._extract_references_from_object = classmethod(_references)
    ReferenceIndex.get_count_references_to_in_bulk = classmethod(_counts)
    ReferenceIndex.on_delete = cached_property(_on_delete)
    ReferenceIndex.on_delete.__set_name__(ReferenceIndex, "on_delete")


def offer_no_deleting(*models: type[Model]) -> None:
    """From now on the admin does not offer to delete things of these models that are used."""
    _kept.update(models)


def keep_while_used(*models: type[Model]) -> None:
    """Nor does anything else delete them: whoever tries, a program too, gets an InUseError."""
    offer_no_deleting(*models)
    for model in models:
        pre_delete.connect(_refuse_while_used, sender=model, dispatch_uid=f"core.usage.{model._meta.label}")


def count_links(model: type[Model]) -> None:
    """Follow the many-to-many links of a model, which are stored after it."""
    for field in _linking_fields(model):
        m2m_changed.connect(
            _links_changed,
            sender=field.remote_field.through,
            dispatch_uid=f"core.usage.{model._meta.label}.{field.name}",
        )


def users_of(thing: Model) -> list[Model]:
    """What uses it, drafts included; each once."""
    return [user for user, _ in ReferenceIndex.get_grouped_references_to(thing)]


def _refuse_while_used(instance: Model, **kwargs: Any) -> None:
    users = users_of(instance)
    if users:
        raise InUseError(instance, set(users))


def _linking_fields(model: type[Model] | Model) -> Iterator[Any]:
    return (field for field in model._meta.many_to_many if isinstance(field, ParentalManyToManyField))


def _references(index: type[ReferenceIndex], thing: Model) -> Iterator[Reference]:
    yield from _wagtails_references.__func__(index, thing)
    yield from _links(index, thing)
    if isinstance(thing, DraftStateMixin) and thing.has_unpublished_changes and thing.latest_revision_id:
        draft = thing.get_latest_revision_as_object()
        yield from _wagtails_references.__func__(index, draft)
        yield from _links(index, draft)


def _links(index: type[ReferenceIndex], thing: Model) -> Iterator[Reference]:
    for field in _linking_fields(thing):
        kind = index._get_base_content_type(field.related_model).pk
        for linked in field.value_from_object(thing):
            yield kind, str(linked.pk), field.name, f"{field.name}.{linked.pk}"


def _links_changed(instance: Model, action: str, reverse: bool, pk_set: set[Any] | None, **kwargs: Any) -> None:
    if action not in {"post_add", "post_remove", "post_clear"}:
        return
    pages = Page.objects.filter(pk__in=pk_set or ()).specific() if reverse else [instance]
    for page in pages:
        update_reference_index_on_save(page)


def _on_delete(reference: ReferenceIndex) -> Any:
    target = reference.to_content_type.model_class()
    return PROTECT if target in _kept else _wagtails_on_delete(reference)


def _counts(index: type[ReferenceIndex], things: Iterable[Model]) -> dict[Model, int]:
    grouped = index.get_grouped_references_to_in_bulk(things)
    return {thing: len(users) for thing, users in grouped.items()}
