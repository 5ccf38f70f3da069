"""What a member does: follow, and stop. What they follow must be there for them to see."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import transaction
from wagtail.models import Page

from community.errors import CommunityError
from community.following.models import MOST, Follow, Kind, MailChoice, Rhythm
from community.profiles.profiles import by_key as members_by_key
from community.shared_keys import source_key
from community.uses.reporting import takes_reports
from content_types.core.filtering.links import taxonomy
from delivery.context import ReadContext
from delivery.fetching import by_key

TERMS = {Kind.TOPIC: "Topic", Kind.PLACE: "Place"}


def follow(actor: Any, kind: str, value: Any, context: ReadContext) -> Follow:
    """Follow the term with a slug, the tool with a page's key, or the member with a profile's key. Again changes nothing.

    Who follows for the first time, and has chosen no rhythm, is told once a week. Raises CommunityError."""
    what = Kind(kind)
    columns = _columns(actor, what, value, context)
    with transaction.atomic():
        if Follow.objects.filter(member=actor).count() >= MOST:
            text = f"You follow {MOST} things, which is the most. Stop following one first."
            known = Follow.objects.filter(member=actor, kind=what, **_key(columns)).first()
            if known is None:
                raise CommunityError("BAD_INPUT", text, "what")
            return known
        found, _ = Follow.objects.get_or_create(member=actor, kind=what, **_key(columns), defaults=columns)
        MailChoice.objects.get_or_create(member=actor, defaults={"rhythm": Rhythm.WEEKLY})
        return found


def _key(columns: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in columns.items() if name != "tool"}


def _columns(actor: Any, kind: Kind, value: Any, context: ReadContext) -> dict[str, Any]:
    if kind in TERMS:
        key = taxonomy(apps.get_model("taxonomy", TERMS[kind]), context).keys.get(str(value))
        if key is None:
            raise CommunityError("NOT_FOUND", f"There is no such {kind.value}.", kind.value)
        return {f"{kind.value}_id": key}
    if kind == Kind.TOOL:
        page = by_key(context.viewer, Page, [value]).get(value)
        if page is None or not takes_reports(page):
            raise CommunityError("NOT_FOUND", "There is no such tool.", "tool")
        return {"tool": page, "tool_key": source_key(page)}
    profile = members_by_key(context.viewer, [value]).get(value) if value is not None else None
    if profile is None:
        raise CommunityError("NOT_FOUND", "There is no such member.", "member")
    if profile.user_id == actor.pk:
        raise CommunityError("BAD_INPUT", "You cannot follow yourself.", "member")
    return {"followed_id": profile.user_id}


def unfollow(actor: Any, key: int | None) -> None:
    """Stop following. Again changes nothing: what is another's, or none, is left alone."""
    if key is not None:
        Follow.objects.filter(member=actor, pk=key).delete()


def own(member: Any) -> list[Follow]:
    """What a member follows, the newest first."""
    return list(Follow.objects.filter(member=member).select_related("topic", "place"))
