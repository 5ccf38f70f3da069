"""What can be reported: each kind of thing that members write registers itself here, when its app is ready.

A kind says how a thing of it is found by who reports it, who wrote it, what moderators read, and how it is hidden and shown
again. All else (the queue, decisions, statements, appeals, the record of risks) follows from that. An app has a module
``reportable`` with one subclass a kind, and calls ``register`` in ``AppConfig.ready``:

    class InitiativeReports(FlagReports):
        kind, label, model, seen_by = "Initiative", "Initiative", "initiatives.Entry", SeenBy.EVERYBODY

        def author_of(self, subject): return subject.owner
        def text_of(self, subject): return f"{subject.title}\\n\\n{subject.about}"
        def visible(self, context, key): return entries_visible_to(context.viewer).filter(pk=key).first()

    register(InitiativeReports())
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, ClassVar

from django.apps import apps
from django.utils import timezone

from content_types.core.identity import global_id
from delivery.context import ReadContext


class SeenBy(StrEnum):
    """Who may come across things of a kind, as the record of risks has it: the widest that its author may choose."""

    EVERYBODY = "everybody"
    MEMBERS = "members"
    ONE = "the one it is written to"
    REVIEWERS = "its reviewers and its author"


class Reportable:
    """One kind of thing that members write."""

    kind: ClassVar[str]  # as its global ids call it
    label: ClassVar[str]  # for moderators: “Profile”
    model: ClassVar[str]  # as Django labels it
    seen_by: ClassVar[SeenBy]
    has_pictures: ClassVar[bool] = False  # whether pictures or files may be in it: the record of risks asks
    has_links: ClassVar[bool] = False  # whether addresses of other sites may be in it

    def author_of(self, subject: Any) -> Any | None:
        """The account that wrote it; None where nobody did, or it is gone."""
        raise NotImplementedError

    def author_name(self, subject: Any) -> str:
        """How moderators are told who wrote it. Overridden where the author has a right not to be named."""
        author = self.author_of(subject)
        return (author.get_full_name().strip() or author.get_username()) if author is not None else "A former member"

    def text_of(self, subject: Any) -> str:
        """What moderators read, as plain text; kept with the case, so that it says what was decided on."""
        raise NotImplementedError

    def visible(self, context: ReadContext, key: int) -> Any | None:
        """The thing with this key, if the asker may see it; by the rule by which it is shown, never another."""
        raise NotImplementedError

    def path_of(self, context: ReadContext, subject: Any) -> str:
        """Where it stands at the site, as a path; empty where it has no page."""
        return ""

    def is_hidden(self, subject: Any) -> bool:
        """Whether it is hidden now."""
        raise NotImplementedError

    def hide(self, actor: Any, subject: Any) -> dict[str, Any]:
        """Take it out of everybody's sight but its author's, in this transaction; gives what ``show`` needs, as JSON."""
        raise NotImplementedError

    def show(self, actor: Any, subject: Any, kept: Mapping[str, Any]) -> None:
        """Undo ``hide``, in this transaction."""
        raise NotImplementedError

    def remove(self, actor: Any, subject: Any) -> dict[str, Any]:
        """Hide it for good. It stays in the database until the time of an appeal is over; overridden where more is to be done."""
        return self.hide(actor, subject)

    def find(self, key: int) -> Any | None:
        """The thing, whoever may see it; None where it is gone."""
        return apps.get_model(self.model)._base_manager.filter(pk=key).first()

    def id_of(self, subject: Any) -> str:
        """Its global id: what ``reportContent`` takes, and the address ``/report/?subject=`` of the site."""
        return global_id(self.kind, subject.pk)


class FlagReports(Reportable):
    """Things whose model is ``Hideable``: hiding sets the moment, and whatever lists or shows them leaves these out."""

    def is_hidden(self, subject: Any) -> bool:
        return bool(subject.hidden_at is not None)

    def hide(self, actor: Any, subject: Any) -> dict[str, Any]:
        subject.hidden_at = timezone.now()
        subject.save(update_fields=["hidden_at"])
        return {}

    def show(self, actor: Any, subject: Any, kept: Mapping[str, Any]) -> None:
        subject.hidden_at = None
        subject.save(update_fields=["hidden_at"])


_kinds: dict[str, Reportable] = {}


def register(one: Reportable) -> None:
    """Make a kind reportable. Called when its app is ready."""
    if type(_kinds.get(one.kind, one)) is not type(one):
        raise ValueError(f"Two kinds of things are reported as {one.kind!r}")
    _kinds[one.kind] = one


def by_kind(kind: str) -> Reportable | None:
    """The kind of this name; None where nothing of it can be reported."""
    return _kinds.get(kind)


def kinds() -> list[Reportable]:
    """All, by name."""
    return [_kinds[name] for name in sorted(_kinds)]
