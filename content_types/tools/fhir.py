"""A questionnaire as FHIR R4 Questionnaire (http://hl7.org/fhir/R4/questionnaire.html).

The stored structure is read, never changed. Names of invariants (qst-0, que-1 …) are those of the standard.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from html import escape
from typing import Any
from urllib.parse import quote

from content_types.core.context import ReadContext
from content_types.core.graphql.site import site_settings
from content_types.core.library import Licence
from content_types.core.streams import BlockNode, StreamGroup
from content_types.core.visibility import visible_pages
from content_types.tools.models import ToolPage

CONTENT_TYPE = "application/fhir+json"
FILE_NAME = "questionnaire.fhir.json"
ITEM_CONTROL = "http://hl7.org/fhir/StructureDefinition/questionnaire-itemControl"
ITEM_CONTROL_CODES = "http://hl7.org/fhir/questionnaire-item-control"

ITEM_TYPES = {"open_choice": "open-choice"}  # every other kind has FHIR's own name
LICENCE_URLS = {
    Licence.CC_BY: "https://creativecommons.org/licenses/by/4.0/",
    Licence.CC_BY_SA: "https://creativecommons.org/licenses/by-sa/4.0/",
    Licence.CC_BY_NC: "https://creativecommons.org/licenses/by-nc/4.0/",
    Licence.CC0: "https://creativecommons.org/publicdomain/zero/1.0/",
    Licence.OGL: "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
}


def questionnaire_resource(page: ToolPage, context: ReadContext) -> dict[str, Any] | None:
    """The Questionnaire of a visible tool as JSON-ready values; None where the tool has no questions or no address.

    Link ids are the editors' question codes; sections, introductions and wording notes have ids with a colon, which no question code can
    have, so all are distinct (que-2). A section's id goes with its block, so it stays when the section moves.
    """
    canonical = canonical_url(page, context)
    sections = _sections(page, context)
    if canonical is None or not sections:
        return None
    settings = site_settings(context)
    resource: dict[str, Any] = {
        "resourceType": "Questionnaire",
        "id": f"tool-{page.pk}",
        "meta": _present(lastUpdated=_instant(page)),
        "language": _language(page),
        "text": {"status": "generated", "div": _narrative(page)},
        "url": canonical,
        "identifier": [{"system": f"{context.base_url}/fhir/tool", "value": str(page.pk)}],
        "version": page.version,
        "name": machine_name(page.title),
        "title": page.title,
        "derivedFrom": _derived_from(page, context),
        "status": "active",
        "experimental": False,
        "subjectType": ["Patient"],
        "date": _instant(page),
        "publisher": settings.name if settings else None,
        "contact": _contact(settings),
        "description": page.summary,
        "purpose": page.adaptation_note,
        "copyright": _copyright(page),
        "lastReviewDate": page.last_reviewed.isoformat() if page.last_reviewed else None,
        "item": _Items(canonical, sections).groups(),
    }
    return _present(**resource)


def canonical_url(page: ToolPage, context: ReadContext) -> str | None:
    """Where the resource is read, which is also its canonical address; None where no site holds the page."""
    url = context.page_url(page)
    return f"{url}{FILE_NAME}" if url else None


def machine_name(title: str) -> str:
    """A name for generated code out of a title, as qst-0 asks: a capital, then letters, digits and underscores, at most 255."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()
    words = re.findall(r"[A-Za-z0-9]+", re.sub(r"['’]", "", plain))
    name = "".join(word[0].upper() + word[1:] for word in words)
    return (name if name[:1].isalpha() else f"Questionnaire{name}")[:255]


def operation_outcome(diagnostics: str) -> dict[str, Any]:
    """What FHIR says where there is nothing to read."""
    return {
        "resourceType": "OperationOutcome",
        "issue": [{"severity": "error", "code": "not-found", "diagnostics": diagnostics}],
    }


def _sections(page: ToolPage, context: ReadContext) -> list[BlockNode]:
    return StreamGroup(context).add(ToolPage._meta.get_field("questionnaire"), page.questionnaire)


def _present(**values: Any) -> dict[str, Any]:
    # FHIR forbids empty strings, arrays and objects.
    return {name: value for name, value in values.items() if value not in (None, "", [], {})}


def _instant(page: ToolPage) -> str | None:
    moment = page.last_published_at or page.first_published_at
    return moment.isoformat(timespec="seconds") if moment else None


def _language(page: ToolPage) -> str:
    language, _, region = page.locale.language_code.partition("-")
    return f"{language}-{region.upper()}" if region else language


def _narrative(page: ToolPage) -> str:
    words = f"<p><b>{escape(page.title)}</b></p><p>{escape(page.summary)}</p>"
    return f'<div xmlns="http://www.w3.org/1999/xhtml">{words}</div>'


def _contact(settings: Any) -> list[dict[str, Any]]:
    if settings is None or not settings.contact_email:
        return []
    return [{"telecom": [{"system": "email", "value": settings.contact_email}]}]


def _copyright(page: ToolPage) -> str:
    licence = Licence(page.licence)
    address = LICENCE_URLS.get(licence)
    return f"{licence.label}. {address}" if address else f"{licence.label}."


def _derived_from(page: ToolPage, context: ReadContext) -> list[str]:
    if page.adapted_from_id is None:
        return []
    origin = visible_pages(context.viewer, ToolPage.objects.filter(pk=page.adapted_from_id)).first()
    if origin is None or not _sections(origin, context):
        return []
    canonical = canonical_url(origin, context)
    return [canonical] if canonical else []


class _Items:
    """The items of one questionnaire; knows every question, because a condition is typed by the question it looks at."""

    def __init__(self, canonical: str, sections: list[BlockNode]) -> None:
        self.canonical = canonical
        self.sections = sections
        self.questions = {item.get("link_id"): item for section in sections for item in section.items("items")}

    def groups(self) -> list[dict[str, Any]]:
        return [self.group(section, position) for position, section in enumerate(self.sections, start=1)]

    def group(self, section: BlockNode, position: int) -> dict[str, Any]:
        link_id = f"section:{section.id or position}"
        children: list[dict[str, Any]] = []
        if section.get("introduction"):
            children.append(_display(f"{link_id}:introduction", section.get("introduction")))
        for item in section.items("items"):
            children.extend(self.question(item))
        return _present(linkId=link_id, text=section.get("title"), type="group", item=children)

    def question(self, item: BlockNode) -> Iterator[dict[str, Any]]:
        kind, link_id = item.get("kind"), item.get("link_id")
        asked = _present(linkId=link_id, text=item.get("text").strip(), type=ITEM_TYPES.get(kind, kind))
        condition = self.condition(item)
        if condition:
            asked |= {"enableWhen": [condition], "enableBehavior": "all"}
        note = item.get("wording_note")
        help_item = _display(f"{link_id}:note", note, control="help") if note else None
        if kind == "display":
            # A display item takes neither flags (que-6) nor items of its own (que-1): its note follows it, under the same condition.
            yield asked
            if help_item:
                yield help_item | {key: asked[key] for key in ("enableWhen", "enableBehavior") if key in asked}
            return
        asked |= {"required": bool(item.get("required")), "repeats": bool(item.get("repeats"))}
        if kind in ("choice", "open_choice"):
            asked["answerOption"] = [{"valueCoding": self.coding(item, option)} for option in item.items("options")]
        if help_item:
            asked["item"] = [help_item]
        yield asked

    def coding(self, item: BlockNode, option: BlockNode) -> dict[str, Any]:
        # The same code may mean something else in another question, so each question is a code system of its own.
        system = f"{self.canonical}#{quote(item.get('link_id'))}"
        return {"system": system, "code": option.get("value"), "display": option.get("label")}

    def condition(self, item: BlockNode) -> dict[str, Any] | None:
        """The item's ``enableWhen``; None where there is none, or the question it looks at can never be answered so (then always ask)."""
        before = self.questions.get(item.get("enable_when_item") or None)
        if before is None:
            return None
        answer = self.answer(before, item.get("enable_when_answer") or "")
        return {"question": before.get("link_id"), "operator": "=", **answer} if answer else None

    def answer(self, question: BlockNode, words: str) -> dict[str, Any] | None:
        kind = question.get("kind")
        try:
            if kind in ("choice", "open_choice"):
                chosen = next((one for one in question.items("options") if one.get("value") == words), None)
                if chosen is not None:
                    return {"answerCoding": self.coding(question, chosen)}
                return {"answerString": words} if kind == "open_choice" else None
            if kind == "boolean":
                return {"answerBoolean": {"true": True, "false": False}[words.lower()]}
            if kind == "integer":
                number = int(words)
                return {"answerInteger": number} if -(2**31) <= number < 2**31 else None
            if kind == "decimal":
                amount = Decimal(words)
                return {"answerDecimal": float(amount)} if amount.is_finite() else None
            if kind == "date":
                return {"answerDate": date.fromisoformat(words).isoformat()}
        except (KeyError, ValueError, InvalidOperation):
            return None
        return {"answerString": words} if kind in ("string", "text") else None


def _display(link_id: str, text: str, control: str | None = None) -> dict[str, Any]:
    shown: dict[str, Any] = {"linkId": link_id, "text": text.strip(), "type": "display"}
    if control:
        coding = {"system": ITEM_CONTROL_CODES, "code": control, "display": "Help-Button"}
        shown["extension"] = [{"url": ITEM_CONTROL, "valueCodeableConcept": {"coding": [coding]}}]
    return shown
