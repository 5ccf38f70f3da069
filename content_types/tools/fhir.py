"""A questionnaire as FHIR R4 Questionnaire (http://hl7.org/fhir/R4/questionnaire.html).

The stored structure is read, never changed. Names of invariants (qst-0, que-1 …) are those of the standard.
"""

from __future__ import annotations

import re
import unicodedata
from html import escape
from typing import Any

from content_types.core.graphql.site import site_settings
from content_types.core.library import LICENCE_URLS, Licence
from content_types.core.streams import BlockNode, StreamGroup
from content_types.tools.fhir_items import groups, present
from content_types.tools.models import ToolPage
from content_types.tools.questionnaires import with_words
from delivery import addresses
from delivery.context import ReadContext
from delivery.visibility import visible_pages

CONTENT_TYPE = "application/fhir+json"
FILE_NAME = "questionnaire.fhir.json"


def questionnaire_resource(page: ToolPage, context: ReadContext) -> dict[str, Any] | None:
    """The Questionnaire of a visible tool as JSON-ready values; None where the tool has no questions or no address.

    Link ids are the editors' codes of questions and sections; introductions, wording notes, and sections without a code have ids with a colon,
    which no code can have, so all are distinct (que-2). A section's own id goes with its block, so it stays when the section moves.
    """
    canonical = canonical_url(page, context)
    sections = _sections(page, context)
    if canonical is None or not sections:
        return None
    settings = site_settings(context)
    resource: dict[str, Any] = {
        "resourceType": "Questionnaire",
        "id": f"tool-{page.pk}",
        "meta": present(lastUpdated=_instant(page)),
        "language": _language(page),
        "text": {"status": "generated", "div": _narrative(page)},
        "url": canonical,
        "identifier": [{"system": f"{addresses.server()}/fhir/tool", "value": str(page.pk)}],
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
        "item": groups(canonical, sections),
    }
    return present(**resource)


def canonical_url(page: ToolPage, context: ReadContext) -> str | None:
    """Where the resource is read, which is also its canonical address; None where no site holds the page."""
    url = context.served_url(page)
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
    if not page.shows("questionnaire"):
        return []
    return with_words(StreamGroup(context).add(ToolPage._meta.get_field("questionnaire"), page.questionnaire))


def _instant(page: ToolPage) -> str | None:
    moment = page.last_published_at or page.first_published_at
    return moment.isoformat(timespec="seconds") if moment else None


def _language(page: ToolPage) -> str:
    language, _, region = page.locale.language_code.partition("-")
    return f"{language}-{region.upper()}" if region else language


def _narrative(page: ToolPage) -> str:
    words = f"<p><b>{escape(page.title)}</b></p><p>{escape(page.summary)}</p>"
    language = _language(page)
    return f'<div xmlns="http://www.w3.org/1999/xhtml" lang="{language}" xml:lang="{language}">{words}</div>'


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
