"""Putting one picture, document or term in the place of another wherever it is used: in what is published, in drafts, in what is scheduled or in review.

What is stored is changed, not what it means: a live page stays live with its draft beside it, a schedule and a review go on. Each version of a page that may
still be seen gets a successor, and what pointed to it points to that; the versions before stay in the history as they were.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.utils import timezone
from modelcluster.fields import ParentalManyToManyField
from modelcluster.models import get_all_child_relations, get_serializable_data_for_fields
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.fields import RichTextField, StreamField
from wagtail.images.blocks import ImageChooserBlock
from wagtail.locks import BasicLock, ScheduledForPublishLock
from wagtail.log_actions import log
from wagtail.models import DraftStateMixin, Page
from wagtail.permissions import policy_registry

from content_types.core.drafts import BOOKKEEPING
from content_types.core.row_locks import lock_objects, lock_pages
from content_types.core.streams import mapped, with_reference
from content_types.core.usage import users_of
from content_types.core.versions import succeed

REPLACED = "library.replace"


class MayNotReplace(Exception):
    """Whoever asks may not change all that uses the thing; ``users`` are those."""

    def __init__(self, users: list[models.Model]) -> None:
        super().__init__(f"{len(users)} may not be changed.")
        self.users = users


class StillUsed(Exception):
    """Something uses the thing in a way that cannot be replaced, or began to meanwhile; nothing was changed. ``users`` are those."""

    def __init__(self, users: list[models.Model]) -> None:
        super().__init__(f"{len(users)} would still use it.")
        self.users = users


@transaction.atomic
def replace_everywhere(user: Any, old: models.Model, new: models.Model) -> list[models.Model]:
    """Put ``new`` in the place of ``old``, and give what was changed; all of it, or nothing.

    Raises MayNotReplace and StillUsed.
    """
    _lock(users_of(old))
    users = [_specific(one) for one in users_of(old)]
    # An alias is as its source, which is among them.
    refused = [one for one in users if not getattr(one, "alias_of_id", None) and not may_replace_in(user, one)]
    if refused:
        raise MayNotReplace(refused)
    replacement = Replacement(type(old), old.pk, new.pk)
    for one in users:
        latest = succeed(one, partial(replacement.in_data, type(one)), user)
        _change_row(one, replacement)
        words = {"old": str(old), "new": str(new)}
        log(instance=one, action=REPLACED, user=user, revision=latest, data=words, content_changed=True)
    left = users_of(old)
    if left:
        raise StillUsed(left)
    return users


def may_replace_in(user: Any, thing: models.Model) -> bool:
    """Whether somebody may change a thing as replacing does: its draft, and what is published or will be."""
    shown = isinstance(thing, DraftStateMixin) and (thing.live or thing.approved_schedule)
    if isinstance(thing, Page):
        rights = thing.permissions_for_user(user)
        return bool(rights.can_edit() and not _is_locked(thing, user) and (rights.can_publish() or not shown))
    policy = policy_registry.get_by_type(type(thing))
    needed = ["change", "publish"] if shown else ["change"]
    return all(policy.user_has_permission_for_instance(user, action, thing) for action in needed)


def _is_locked(page: Page, user: Any) -> bool:
    # A schedule locks a page for everybody, so that nobody changes what is not what will be published. Here both are changed.
    lock = BasicLock(page) if page.approved_schedule and page.locked else page.get_lock()
    return lock is not None and not isinstance(lock, ScheduledForPublishLock) and bool(lock.for_user(user))


@dataclass(frozen=True)
class Replacement:
    """One thing for another of its model, in values as they are stored."""

    model: type[models.Model]
    old: int
    new: int

    def in_data(self, model: type[models.Model], data: dict[str, Any]) -> dict[str, Any]:
        """A serialised object with its children."""
        found = dict(data)
        for field in model._meta.concrete_fields:
            if field.name in data:
                found[field.name] = self.in_field(field, data[field.name])
        for field in model._meta.many_to_many:
            if field.name in data and field.related_model is self.model:
                found[field.name] = self.in_links(data[field.name])
        for relation in get_all_child_relations(model):
            name = relation.get_accessor_name()
            if name in data:
                rows = [self.in_data(relation.related_model, row) for row in data[name]]
                said = {_said(row) for row, before in zip(rows, data[name], strict=True) if row == before}
                found[name] = [
                    row for row, before in zip(rows, data[name], strict=True) if row == before or _is_new(row, said)
                ]
        return found

    def in_links(self, keys: list[int]) -> list[int]:
        """The keys of many-to-many links, each once."""
        return list(dict.fromkeys(self.new if key == self.old else key for key in keys))

    def in_field(self, field: Any, value: Any) -> Any:
        """The serialised value of a field."""
        if field.is_relation:
            return self.new if field.related_model is self.model and value == self.old else value
        if isinstance(field, StreamField) and value:
            raw = json.loads(value)
            found = mapped(field.stream_block, raw, self.in_block)
            return value if found == raw else json.dumps(found)
        return self.in_html(value) if isinstance(field, RichTextField) and value else value

    def in_block(self, block: blocks.Block, value: Any) -> Any:
        """The stored value of a block that holds no others."""
        if isinstance(block, blocks.RichTextBlock):
            return self.in_html(value) if value else value
        chooses = isinstance(block, ImageChooserBlock | DocumentChooserBlock) and block.model_class is self.model
        return self.new if chooses and value == self.old else value

    def in_html(self, html: str) -> str:
        """Stored rich text."""
        return with_reference(html, self.model, self.old, self.new)


def _said(row: dict[str, Any]) -> str:
    """What a row of an inline says, whichever row and place it is."""
    words = {name: value for name, value in row.items() if name not in ("pk", "sort_order")}
    return json.dumps(words, sort_keys=True, cls=DjangoJSONEncoder)


def _is_new(row: dict[str, Any], said: set[str]) -> bool:
    """Whether no row says it yet: of two that say the same now, one stays."""
    words = _said(row)
    return words not in said and not said.add(words)  # type: ignore[func-returns-value]


def _specific(thing: models.Model) -> models.Model:
    return thing.specific if isinstance(thing, Page) else thing


def _lock(things: list[models.Model]) -> None:
    lock_pages([one.pk for one in things if isinstance(one, Page)])
    for model in sorted(
        {type(one) for one in things if not isinstance(one, Page)}, key=lambda model: model._meta.label
    ):
        lock_objects(model, [one.pk for one in things if type(one) is model])


def _change_row(thing: Any, replacement: Replacement) -> None:
    """Save what is stored of a thing itself, and its pointers to versions; readers are told where they see a change."""
    unchecked = {"clean": False} if isinstance(thing, Page) else {}
    if _change(thing, replacement):
        if isinstance(thing, DraftStateMixin) and thing.live:
            thing.last_published_at = timezone.now()
        thing.save(**unchecked)
    else:
        pointers = BOOKKEEPING.intersection(field.name for field in thing._meta.concrete_fields)
        thing.save(
            update_fields=pointers & {"latest_revision", "live_revision", "latest_revision_created_at"}, **unchecked
        )


def _change(row: Any, replacement: Replacement) -> bool:
    """Set the fields of a row, and save the rows below it; whether there was anything to change."""
    changed = False
    for relation in get_all_child_relations(type(row)):
        rows = list(relation.related_model._base_manager.filter(**{relation.field.name: row.pk}))
        moved = [child for child in rows if _change(child, replacement)]
        said = {_said(get_serializable_data_for_fields(child)) for child in rows if child not in moved}
        for child in moved:
            if _is_new(get_serializable_data_for_fields(child), said):
                child.save()
            else:
                child.delete()
        changed = changed or bool(moved)
    for field in row._meta.many_to_many:
        if field.related_model is replacement.model and isinstance(field, ParentalManyToManyField):
            before = [one.pk for one in field.value_from_object(row)]
            if (after := replacement.in_links(before)) != before:
                setattr(row, field.name, after)
                changed = True
    for field in row._meta.concrete_fields:
        text = isinstance(field, StreamField)
        before = field.value_to_string(row) if text else field.value_from_object(row)
        after = replacement.in_field(field, before)
        if after != before:
            setattr(row, field.attname, field.to_python(after) if text else after)
            changed = True
    return changed
