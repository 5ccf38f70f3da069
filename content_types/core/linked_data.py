"""Pages as JSON-LD in the vocabulary of schema.org, for search engines and whoever reads structured data: what the page says, as the reader may see it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from wagtail.models import Page

from content_types.core.graphql.site import site_settings
from content_types.core.images import ImageValue
from content_types.core.library import LICENCE_URLS, LibraryPage, Licence
from content_types.core.markdown.declaration import Shown
from content_types.core.registry import for_model
from content_types.core.streams import BlockNode
from delivery.batch_loading import as_batch
from delivery.context import ReadContext

CONTEXT = "https://schema.org"
# What `<`, `>` and `&` are in JSON where it stands within HTML: no text of an editor ends the script element.
_IN_HTML = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}

Node = dict[str, Any]


def json_ld(page: Page, trail: Iterable[Page], context: ReadContext) -> str:
    """The page and the way to it (``trail``, from the home page to the page itself) as one JSON-LD document, safe inside a `script` element."""
    return document([_page(page, context), way((step.title, context.page_url(step)) for step in trail)])


def document(graph: Iterable[Node | None]) -> str:
    """These things as one JSON-LD document, safe inside a `script` element."""
    found = {"@context": CONTEXT, "@graph": [one for one in graph if one]}
    return json.dumps(found, ensure_ascii=False, separators=(",", ":")).translate(_IN_HTML)


def _page(page: Page, context: ReadContext) -> Node:
    if not hasattr(page, "_batch"):
        as_batch([page])
    declared = for_model(type(page))
    shown = Shown(page, context)
    if not isinstance(page, LibraryPage) or declared is None:
        return said({"@type": "WebPage", **_common(shown)})
    return said(declared.linked_data(shown, _resource(shown)))


def said(node: Mapping[str, Any]) -> Node:
    """A node without the properties that say nothing."""
    return {name: value for name, value in node.items() if value not in (None, "", [], {})}


def _common(shown: Shown) -> Node:
    page, context = shown.page, shown.context
    url = context.page_url(page)
    return {
        "@id": url and f"{url}#page",
        "url": url,
        "name": page.title,
        "description": page.search_description or getattr(page, "summary", ""),
        "inLanguage": context.viewer.snapshot.locales[page.locale_id],
        "publisher": _publisher(context),
    }


def _resource(shown: Shown) -> Node:
    page: Any = shown.page
    people = shown["people"]
    return {
        "@type": "Article",
        **_common(shown),
        "headline": page.title,
        "image": image(shown["social_image"]),
        "datePublished": moment(page.first_published_at),
        "dateModified": moment(page.last_published_at),
        "author": [_person(part) for part in people if part.role == "author"],
        "about": [{"@type": "Thing", "name": topic.name} for topic in shown["topics"]],
        "keywords": ", ".join(shown["tags"]),
        "license": LICENCE_URLS.get(Licence(page.licence)),
        "timeRequired": f"PT{page.reading_minutes}M",
        "isAccessibleForFree": True,
        "citation": [_citation(source) for source in shown["sources"]],
    }


def reviewed(shown: Shown) -> Node:
    """What a web page says of its review: schema.org knows it of pages alone."""
    page: Any = shown.page
    reviewers = [_person(part) for part in shown["people"] if part.role == "reviewer"]
    return {"lastReviewed": page.last_reviewed and page.last_reviewed.isoformat(), "reviewedBy": reviewers}


def how_to_steps(steps: Iterable[BlockNode]) -> list[Node]:
    """Steps of a resource as those of a HowTo."""
    return [
        said(
            {"@type": "HowToStep", "position": number, "name": node.get("title"), "text": node.rich_text("text").plain}
        )
        for number, node in enumerate(steps, 1)
    ]


def moment(at: datetime | None) -> str | None:
    """A moment in UTC as ISO 8601 writes it."""
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z") if at else None


def image(value: ImageValue | None) -> Node | None:
    """A picture, in the size of link previews."""
    if value is None:
        return None
    made = value.rendition("social", "jpeg")
    return {"@type": "ImageObject", "url": made.url, "width": made.width, "height": made.height}


def person(found: Any) -> Node:
    """Somebody who is published as a person."""
    return said({"@type": "Person", "name": found.name, "jobTitle": found.role_title, "url": found.website})


def _person(part: Any) -> Node:
    return person(part.person)


def _citation(source: Any) -> Node:
    doi = f"https://doi.org/{source.doi}" if source.doi else ""
    return said({"@type": "CreativeWork", "name": source.title, "url": source.url or doi, "identifier": doi})


def _publisher(context: ReadContext) -> Node:
    site = site_settings(context)
    name = site.name if site else settings.WAGTAIL_SITE_NAME
    return {"@type": "Organization", "name": name, "url": f"{context.frontend}/"}


def way(steps: Iterable[tuple[str, str | None]]) -> Node | None:
    """The way to something, itself included, from titles and addresses; None where no step has an address."""
    items = [
        {"@type": "ListItem", "position": number, "name": title, "item": url}
        for number, (title, url) in enumerate(((title, url) for title, url in steps if url), 1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items} if items else None
