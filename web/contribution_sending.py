"""From the fields of a form to what the API takes, and back to what is wrong with which field."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from web.api.models.input_types import AdaptToolInput, ReviseContributionInput, SubmitContributionInput
from web.api.transport import Exchange
from web.contribution_files import uploaded
from web.contribution_kinds import Kind
from web.contribution_texts import business_case, figures_of, questionnaire, questions_of, sums_of
from web.form_fields import Sent
from web.responding import Site
from web.towns import towns

ZONE = ZoneInfo("Europe/London")
FIELDS = {
    "TOOL": "tool",
    "ARTICLE": "article",
    "EVENT": "event",
    "WELLBEING_GUIDANCE": "wellbeingGuidance",
    "INITIATIVE": "initiative",
}
CHOICE = {"Kind": "kind", "Level": "level", "InitiativeStage": "stage"}
# By the last part of a field of the API, the field of the form, where it is called otherwise.
CALLED = {
    "questionnaire": "questions", "businessCase": "problem", "level": "kind", "stage": "kind", "venueName": "venue",
    "venueAddress": "venue", "latitude": "town", "longitude": "town", "locationName": "place", "adaptationNote": "note",
}  # fmt: skip


@dataclass(frozen=True)
class Problem:
    """What the library refuses, by the field of the form."""

    field: str
    message: str
    code: str = ""
    wait: int = 0


class Told(NamedTuple):
    """What became of what was sent."""

    id: str = ""  # of the contribution; empty where nothing was told of it
    problems: tuple[Problem, ...] = ()
    offers_help: bool = False  # its words may be those of somebody in distress


async def submitted(site: Site, kind: Kind, sent: Sent, exchange: Exchange) -> Told:
    """Give a contribution to the library. Raises ApiUnavailable, ApiBusy, KeyRejected."""

    async def send(files: list[str]) -> Any:
        given = {**_common(sent), "licence": sent.get("licence") or "CC_BY_4_0", "type": kind.type, "files": files}
        given["fields"] = {FIELDS[kind.type]: own_fields(kind, sent)}
        if not kind.has_body:
            del given["body"]
        found = SubmitContributionInput.model_validate(given)
        return (await site.answers.operations.submit_contribution(input=found, exchange=exchange)).submit_contribution

    return await _told(site, sent, exchange, send)


async def adapted(site: Site, kind: Kind, original: Any, sent: Sent, exchange: Exchange) -> Told:
    """Give a tool to the library that grew out of another. What the form was filled with is left out: it is copied as it is."""

    async def send(files: list[str]) -> Any:
        before = given_by(original)
        given = {**_common(sent), "tool": original.id, "files": files}
        if not kind.has_body or sent.get("body").strip() == before.get("body", "").strip():
            given.pop("body", None)
        if set(sent.all("topics")) == {one.slug for one in original.topics}:
            given.pop("topics")  # it may have more than a contribution
        changed = {name for name in kind.asks if sent.get(name).strip() != before.get(name, "").strip()}
        own = own_fields(kind, sent, original, changed)
        given["fields"] = {"tool": {**own, "adaptationNote": sent.get("note")}}
        found = AdaptToolInput.model_validate(given)
        return (await site.answers.operations.adapt_tool(input=found, exchange=exchange)).adapt_tool

    return await _told(site, sent, exchange, send)


async def revised(site: Site, contribution: str, sent: Sent, exchange: Exchange) -> Told:
    """Give the library a new version of a contribution."""

    async def send(files: list[str]) -> Any:
        given = {**_common(sent), "contribution": contribution}
        if files:
            given["files"] = files
        if sent.get("revision"):
            given["revision"] = sent.get("revision")
        if not sent.get("body").strip():
            given.pop("body", None)
        found = ReviseContributionInput.model_validate(given)
        return (await site.answers.operations.revise_contribution(input=found, exchange=exchange)).revise_contribution

    return await _told(site, sent, exchange, send)


async def _told(site: Site, sent: Sent, exchange: Exchange, send: Callable[[list[str]], Any]) -> Told:
    files, problems = await uploaded(site, sent, exchange.keys)
    if problems:
        return Told(problems=tuple(Problem("files", message) for message in problems))
    result = await send(files)
    if result is None:  # nothing was told of it
        return Told()
    if result.errors:
        return Told(problems=tuple(problem_of(one) for one in result.errors))
    return Told(result.contribution.id if result.contribution else "", offers_help=result.offers_help_now)


def problem_of(error: Any) -> Problem:
    """What the API says, at the field of the form that it is about."""
    last = (error.field or "").rpartition(".")[2]
    code = str(getattr(error.code, "value", error.code))
    return Problem(CALLED.get(last, last), error.message, code, error.retry_after or 0)


def _common(sent: Sent) -> dict[str, Any]:
    return {
        "idempotencyKey": sent.get("key"),
        "title": sent.get("title"),
        "summary": sent.get("summary"),
        "body": sent.get("body"),
        "bodyFormat": "MARKDOWN",
        "topics": sent.all("topics"),
        "submit": True,
    }


def own_fields(kind: Kind, sent: Sent, original: Any = None, changed: set[str] | None = None) -> dict[str, Any]:
    """What only one type has. Of an adaptation, what was changed alone."""
    asked = set(kind.asks) if changed is None else changed
    chosen = kind.fixed or (sent.get("kind") if sent.get("kind") in kind.values else kind.values[0])
    found: dict[str, Any] = {} if original else {CHOICE[kind.enum]: chosen}
    if "audience" in asked:
        found["audience"] = sent.get("audience")
    if "questions" in asked:
        found["questionnaire"] = questionnaire(sent.get("questions"), original)
    if {"problem", "ask", "benefit", "figures", "costs"} & asked:
        found["businessCase"] = business_case(sent, original)
    if "start" in asked:
        found |= {name: moment(sent.get(name)) for name in ("start", "end")}
        found |= {"attendance": sent.get("attendance") or "ONLINE", "timeZone": "Europe/London"}
        name, _, address = sent.get("venue").partition(",")
        found |= {"venueName": name.strip(), "venueAddress": address.strip()}
    if "town" in asked:
        town = towns().get(sent.get("town"))
        found["locationName"] = sent.get("place").strip() or (town.name if town else "")
        if town:
            found |= {"latitude": town.latitude, "longitude": town.longitude}
    return found


def moment(text: str) -> str | None:
    """A day and time of the UK's clocks as the API has it; None where it is none, so that the API says what is missing."""
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?", text):
        return None
    try:
        return datetime.fromisoformat(text).replace(tzinfo=ZONE).isoformat()
    except ValueError:
        return None


def given_by(original: Any) -> dict[str, str]:
    """What the form of an adaptation begins with: the tool's own words."""
    found = {"audience": original.audience or "", "summary": original.summary or "", "body": markdown_of(original.body)}
    if original.questionnaire:
        found["questions"] = questions_of(original.questionnaire)
    if case := original.business_case:
        found |= {name: getattr(case, name).markdown.strip() for name in ("problem", "ask", "benefit")}
        found |= {"figures": figures_of(case.local_figures), "costs": sums_of(case.costs)}
    return found


def revision_given(found: Any) -> dict[str, str]:
    """What the form of a contribution begins with that was sent before."""
    return {
        "title": found.title,
        "summary": found.summary or "",
        "body": found.body or "",
        "revision": found.revision or "",
    }


def markdown_of(body: list[Any]) -> str:
    """Headings and texts of a body as they are written in a form; nothing where it has other blocks, which would be lost."""
    parts = []
    for block in body or []:
        if block.typename__ == "HeadingBlock":
            parts.append(f"{'#' * block.level} {block.heading}")
        elif block.typename__ == "RichTextBlock":
            parts.append(block.text.markdown.strip())
        else:
            return ""
    return "\n\n".join(parts)
