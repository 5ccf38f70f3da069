"""The site map (https://www.sitemaps.org/protocol.html): every page that everybody may see, at the frontend, in every language."""

from __future__ import annotations

from collections import defaultdict
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

from wagtail.models import Page

from content_types.core.linked_data import moment
from delivery import addresses
from delivery.context import ReadContext
from delivery.visibility import visible_pages

CONTENT_TYPE = "application/xml; charset=utf-8"
IN_ONE_FILE = 20_000  # of the 50,000 that the protocol allows: each may name its translations
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_XHTML = "http://www.w3.org/1999/xhtml"


def whole(context: ReadContext) -> bytes:
    """The site map where it is one file, or else the list of its files. Two statements."""
    number = _pages(context).count()
    if number <= IN_ONE_FILE:
        return part(context, 1) or _written(_root("urlset"))
    root = _root("sitemapindex")
    for one in range(1, -(-number // IN_ONE_FILE) + 1):
        SubElement(SubElement(root, "sitemap"), "loc").text = f"{addresses.server()}/sitemap-{one}.xml"
    return _written(root)


def part(context: ReadContext, number: int) -> bytes | None:
    """One file of it, from 1 on; None where there are not so many. Two statements."""
    start = (number - 1) * IN_ONE_FILE
    columns = ("url_path", "last_published_at", "locale", "translation_key")
    pages = list(_pages(context).only(*columns).order_by("path")[start : start + IN_ONE_FILE])
    if not pages:
        return None
    others = _translations(context, pages)
    root = _root("urlset")
    for page in pages:
        _entry(root, page, others.get(page.translation_key, {}), context)
    return _written(root)


def _pages(context: ReadContext) -> Any:
    pages = visible_pages(context.viewer, Page.objects.all())
    return pages.filter(url_path__startswith=context.site.root_url_path) if context.site else pages.none()


def _translations(context: ReadContext, pages: list[Page]) -> dict[Any, dict[str, str]]:
    """The addresses of pages that are there in several languages, by language, by translation key."""
    languages = context.viewer.snapshot.locales
    if len(languages) < 2:
        return {}
    rows = visible_pages(context.viewer, Page.objects.all()).only("url_path", "locale", "translation_key")
    found: dict[Any, dict[str, str]] = defaultdict(dict)
    for page in rows.filter(translation_key__in={one.translation_key for one in pages}, alias_of=None):
        url = context.page_url(page)
        if url:
            found[page.translation_key][languages[page.locale_id]] = url
    return {key: urls for key, urls in found.items() if len(urls) > 1}


def _entry(root: Element, page: Page, languages: dict[str, str], context: ReadContext) -> None:
    url = SubElement(root, "url")
    SubElement(url, "loc").text = context.page_url(page)
    if page.last_published_at:
        SubElement(url, "lastmod").text = moment(page.last_published_at)
    for code, address in sorted(languages.items()):
        SubElement(url, "xhtml:link", {"rel": "alternate", "hreflang": code, "href": address})


def _root(name: str) -> Element:
    return Element(name, {"xmlns": _NAMESPACE, "xmlns:xhtml": _XHTML})


def _written(root: Element) -> bytes:
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True))
