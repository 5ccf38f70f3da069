"""What search engines are told of a term: as JSON-LD in the vocabulary of schema.org, and in a sentence."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.utils.text import Truncator

from content_types.core.graphql.site import site_settings
from content_types.core.linked_data import Node, document, image, said, way
from content_types.core.markdown.declaration import Shown
from content_types.core.richtext import plain_text
from content_types.taxonomy.addresses import term_path
from content_types.taxonomy.models import CareSetting, Organisation, Person, Place, Profession, Term, Topic
from delivery.batch_loading import as_batch, load
from delivery.context import ReadContext
from delivery.languages import active_language
from delivery.visibility import visible_terms

LONGEST = 200  # letters of a description that is taken from a longer text


def term_url(term: Term, context: ReadContext) -> str | None:
    """Where readers find a term; None where the site has no such pages."""
    path = term_path(term)
    return f"{context.frontend}{path}" if path else None


def description(term: Term) -> str | None:
    """A term in a sentence or two: what it means or does, or who somebody is."""
    match term:
        case Topic():
            return str(term.said("definition"))
        case Person():
            about = Truncator(plain_text(term.said("bio"))).chars(LONGEST, truncate="…")
            return about or term.said("role_title") or None
        case Profession() | CareSetting() | Organisation():
            return term.said("description") or None
        case _:
            return None


def json_ld(term: Term, context: ReadContext) -> str:
    """A term and the way to it as one JSON-LD document, as the reader may see it."""
    if not hasattr(term, "_batch"):
        as_batch([term])
    url = term_url(term, context)
    node = {
        "@id": url and f"{url}#term",
        "url": url,
        "name": term.said("name"),
        "description": description(term),
        **_OWN[type(term)](Shown(term, context)),
    }
    return document([said(node), _way_to(term, context) if url else None])


def _way_to(term: Term, context: ReadContext) -> Node | None:
    """From the home page over the published terms above it."""
    site = site_settings(context)
    home = (site.name if site else settings.WAGTAIL_SITE_NAME, f"{context.frontend}/")
    steps = [*_above(term, context), term]
    return way([home, *((one.said("name"), term_url(one, context)) for one in steps)])


def _above(term: Term, context: ReadContext) -> list[Any]:
    """The terms above a term from the top, up to the first that is not published; one statement for the whole batch."""
    if not hasattr(term, "parent_id"):
        return []
    model = type(term)

    def fetch(terms: Sequence[Any]) -> dict[Any, dict[int, Any]]:
        every = {one.pk: one for one in visible_terms(context.viewer, model._default_manager.all())}
        return {one.pk: every for one in terms if type(one) is model}

    every = load(term, ("terms above", model), fetch, {})
    found: list[Any] = []
    key = term.parent_id
    while key in every and every[key] not in found:
        found.insert(0, every[key])
        key = every[key].parent_id
    return found


# --- What each is -------------------------------------------------------------------------------------------------------------------


def _defined_term(shown: Shown) -> Node:
    return {"@type": "DefinedTerm", "termCode": shown.page.slug, "inLanguage": active_language()}


def _place(shown: Shown) -> Node:
    place: Any = shown.page
    kind = "Country" if place.kind == Place.Kind.COUNTRY else "AdministrativeArea"
    at = {"@type": "GeoCoordinates", "latitude": place.latitude, "longitude": place.longitude}
    return {"@type": kind, "geo": at, "containedInPlace": _named("AdministrativeArea", shown["parent"])}


def _organisation(shown: Shown) -> Node:
    return {
        "@type": "Organization",
        "sameAs": shown["website"],
        "location": _named("AdministrativeArea", shown["place"]),
    }


def _person(shown: Shown) -> Node:
    return {
        "@type": "Person",
        "jobTitle": shown["role_title"],
        "hasOccupation": _named("Occupation", shown["profession"]),
        "worksFor": _named("Organization", shown["organisation"]),
        "image": image(shown["photo"]),
        "sameAs": [address for address in (shown["website"], shown["orcid"]) if address],
    }


def _named(kind: str, term: Term | None) -> Node | None:
    return {"@type": kind, "name": term.said("name")} if term is not None else None


_OWN: Mapping[type[Term], Callable[[Shown], Node]] = {
    Topic: _defined_term,
    Profession: _defined_term,
    CareSetting: _defined_term,
    Place: _place,
    Organisation: _organisation,
    Person: _person,
}
