"""The guide for editors, in the admin: the same files that stand in ``docs/editors``."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from markdown_it import MarkdownIt
from markdown_it.token import Token
from wagtail.admin.menu import MenuItem

from cms.editors import first_hour
from cms.editors.page import AdminPageView

FOLDER: Path = settings.BASE_DIR / "docs" / "editors"
FIRST = "README"
WAGTAILS_OWN = ("whats-new-in-wagtail", "editor-guide")  # of its menu Help; they know nothing of this library


class GuideView(AdminPageView):
    """One page of the guide, for everybody who may enter the admin."""

    page_title = "Guide for editors"
    header_icon = "help"
    template_name = "cms/admin/guide.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        first_hour.note(request.user, first_hour.GUIDE)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "words": as_html(kwargs.get("name", FIRST))}


@cache
def pages() -> frozenset[str]:
    """The names of the guide's pages."""
    return frozenset(file.stem for file in FOLDER.glob("*.md"))


@cache
def as_html(name: str) -> SafeString:
    """A page of the guide: the project's own words, in the order they were written."""
    markdown = MarkdownIt("commonmark").enable("table")
    tokens = markdown.parse((FOLDER / f"{name}.md").read_text())
    for token in tokens:
        token.children = token.children and _moved(token.children)
    parts = [at for at, token in enumerate(tokens) if token.type == "heading_open" and token.tag == "h2"]
    for at in parts:
        tokens[at].attrSet("id", slugify(tokens[at + 1].content))
    start = parts[0] if parts else len(tokens)
    before, rest = (markdown.renderer.render(some, markdown.options, {}) for some in (tokens[:start], tokens[start:]))
    return mark_safe(before + _contents([tokens[at + 1].content for at in parts]) + rest)


def _contents(headings: list[str]) -> SafeString:
    """The way to each part of a page, before the first; where there are one or two, none is needed."""
    if len(headings) < 3:
        return mark_safe("")
    items = format_html_join("", '<li><a href="#{}">{}</a></li>', ((slugify(words), words) for words in headings))
    return format_html('<nav class="guide-contents" aria-label="On this page"><ul>{}</ul></nav>', items)


def _moved(tokens: list[Token]) -> list[Token]:
    """Links and pictures with their addresses here; a link to a document that is not of the guide is plain words."""
    kept, plain = [], False
    for token in tokens:
        if token.type == "image":
            token.attrSet("src", static(f"guide/{Path(str(token.attrGet('src'))).name}"))
            token.attrSet("loading", "lazy")
        elif token.type == "link_open":
            address = _address(str(token.attrGet("href")))
            plain = address is None
            token.attrSet("href", address or "")
        if not (plain and token.type in {"link_open", "link_close"}):
            kept.append(token)
    return kept


def _address(written: str) -> str | None:
    parts = urlsplit(written)
    if parts.scheme:
        return written
    name = Path(parts.path).stem
    if parts.path != f"{name}.md" or name not in pages():
        return None
    return reverse("guide") if name == FIRST else reverse(f"guide_{name}")


def urls() -> list[URLPattern]:
    return [
        path("guide/", GuideView.as_view(), name="guide"),
        *(
            path(f"guide/{name}/", GuideView.as_view(), {"name": name}, name=f"guide_{name}")
            for name in sorted(pages())
        ),
    ]


def menu_item() -> MenuItem:
    return MenuItem("Guide for editors", reverse("guide"), icon_name="help", order=900)


def without_wagtails_own(request: HttpRequest, items: list[MenuItem]) -> None:
    """Leave out of the menu Help what Wagtail says of itself."""
    items[:] = [item for item in items if not item.name.startswith(WAGTAILS_OWN)]
