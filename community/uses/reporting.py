"""What members do: report that they used a tool, revise the report, withdraw it. Each is one transaction."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import IntegrityError, transaction
from django.utils import timezone
from wagtail.models import Page

from community.errors import CommunityError
from community.shared_keys import optional_request_key, source_key
from community.uses import deciding
from community.uses.models import LIVE, MAX_FIGURE, MAX_WORDS, MOST_FIGURES, State, UseReport
from content_types.core.filtering.links import taxonomy
from content_types.core.registry import for_model
from delivery.context import ReadContext

MOST_A_DAY = 20  # reports of one member
A_DAY = timedelta(days=1)
EARLIEST = date(1990, 1, 1)
NOT_YOURS = "You have no such report."


def takes_reports(page: Any) -> bool:
    """Whether people report the use of pages of this type."""
    kind = for_model(type(page))
    return kind is not None and kind.use_reports


def report(
    actor: Any, page: Page | None, values: Mapping[str, Any], context: ReadContext, request_key: str = ""
) -> UseReport:
    """Report that the actor used a tool. The page must be one that they may see. With the ``request_key`` of an earlier
    report it gives that one, whatever has become of it. Raises CommunityError."""
    if page is None or not takes_reports(page):
        raise CommunityError("NOT_FOUND", "There is no such tool.", "tool")
    request_key = optional_request_key(request_key)
    own = UseReport.objects.filter(member=actor)
    key = source_key(page)
    known = own.filter(request_key=request_key).first() if request_key else None
    if known is not None:
        return _same(known, key)
    _require_new(own, key)
    checked = _checked(values, context)
    try:
        with transaction.atomic():
            one = UseReport(tool_key=key, page=page, member=actor, request_key=request_key, **checked)
            if deciding.is_trusted(actor):
                deciding.note_shown(one)
            one.save()
            return one
    except IntegrityError:  # of two at once
        known = own.filter(request_key=request_key).first() if request_key else None
        if known is None:
            _require_new(own, key)
            raise
        return _same(known, key)


def _same(known: UseReport, key: UUID) -> UseReport:
    if known.tool_key != key:
        raise CommunityError("BAD_INPUT", "This key was sent for another tool. Make a new one.", "idempotencyKey")
    return known


def _require_new(own: Any, key: UUID) -> None:
    if own.filter(tool_key=key, state__in=LIVE).exists():
        raise CommunityError(
            "ALREADY_REPORTED", "You have reported that you use this tool. Revise your report.", "tool"
        )
    now = timezone.now()
    lately = own.filter(created_at__gt=now - A_DAY)
    if lately.count() >= MOST_A_DAY:
        first = lately.order_by("created_at").values_list("created_at", flat=True)[0]
        wait = max(1, int((first + A_DAY - now).total_seconds()))
        raise CommunityError("RATE_LIMITED", "That are many reports for one day. Go on tomorrow.", retry_after=wait)


@transaction.atomic
def revise(actor: Any, key: int | None, values: Mapping[str, Any], context: ReadContext) -> UseReport:
    """Say it anew: what is left out stays. It is looked at again before others see it. Raises CommunityError."""
    one = _own(actor, key)
    checked = _checked({**_values(one), **values}, context)
    if all(getattr(one, name) == value for name, value in checked.items()):
        return one
    for name, value in checked.items():
        setattr(one, name, value)
    one.changed_at = timezone.now()
    if deciding.is_trusted(actor):
        deciding.note_shown(one)
    else:
        one.state, one.reason, one.closed_at = State.PENDING, "", None
    one.save()
    return one


@transaction.atomic
def withdraw(actor: Any, key: int | None) -> UseReport:
    """Take it back: nobody sees it any more. Again changes nothing. Raises CommunityError."""
    one = _own(actor, key, withdrawn=True)
    if one.state != State.WITHDRAWN:
        one.state, one.closed_at = State.WITHDRAWN, timezone.now()
        one.save(update_fields=["state", "closed_at"])
    return one


def _own(actor: Any, key: int | None, withdrawn: bool = False) -> UseReport:
    rows = UseReport.objects.select_for_update(of=("self",)).filter(member=actor)
    found = rows.filter(pk=key).first() if key is not None else None
    if found is None or (found.state == State.WITHDRAWN and not withdrawn):
        raise CommunityError("NOT_FOUND", NOT_YOURS, "report")
    return found


def _values(one: UseReport) -> dict[str, Any]:
    return {
        "setting": one.setting.slug if one.setting else None,
        "region": one.region.slug if one.region else None,
        "used_since": one.used_since,
        "what_changed": one.what_changed,
        "what_i_adapted": one.what_i_adapted,
        "local_figures": one.local_figures,
    }


def _checked(values: Mapping[str, Any], context: ReadContext) -> dict[str, Any]:
    """The columns that these values are. Raises CommunityError."""
    changed = plain(values.get("what_changed"), MAX_WORDS, "whatChanged", lines=True)
    if not changed:
        raise CommunityError("BAD_INPUT", "Say what changed; a sentence is enough.", "whatChanged")
    since = values.get("used_since")
    if since is not None and not EARLIEST <= since <= timezone.localdate():
        raise CommunityError("BAD_INPUT", "Since when did you use it? Give a day that is not to come.", "usedSince")
    return {
        "setting_id": _term("CareSetting", "setting", values.get("setting"), context),
        "region_id": _term("Place", "region", values.get("region"), context),
        "used_since": since,
        "what_changed": changed,
        "what_i_adapted": plain(values.get("what_i_adapted"), MAX_WORDS, "whatIAdapted", lines=True),
        "local_figures": _figures(values.get("local_figures") or ()),
    }


def _term(model: str, name: str, slug: str | None, context: ReadContext) -> int | None:
    if not slug:
        return None
    found = taxonomy(apps.get_model("taxonomy", model), context).keys.get(slug)
    if found is None:
        raise CommunityError("BAD_INPUT", f"There is no “{slug[:80]}”. Use a slug of the list.", name)
    return found


def _figures(given: Iterable[Mapping[str, Any]]) -> list[dict[str, str]]:
    made = []
    for row in given:
        one = {name: plain(row.get(name), most, "localFigures") for name, most in MAX_FIGURE.items()}
        if not one["label"] or not one["value"]:
            raise CommunityError("BAD_INPUT", "A figure has a label and a value.", "localFigures")
        made.append(one)
    if len(made) > MOST_FIGURES:
        raise CommunityError("BAD_INPUT", f"Give at most {MOST_FIGURES} figures.", "localFigures")
    return made


def plain(value: Any, most: int, field: str, *, lines: bool = False) -> str:
    """Plain text that can be shown, of so many characters at most. Raises CommunityError."""
    text = unicodedata.normalize("NFC", str(value or "")).replace("\r\n", "\n").strip()
    if any(unicodedata.category(one)[0] == "C" and not (lines and one == "\n") for one in text):
        raise CommunityError("BAD_INPUT", "Leave out characters that cannot be seen.", field)
    if len(text) > most:
        raise CommunityError("BAD_INPUT", f"Shorten it to {most} characters; it has {len(text)}.", field)
    return text
