"""The guide for editors, in the admin: the same files that stand in ``docs/editors``."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
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
MOST, EXCERPT = 10, 220  # passages that are shown; characters of each
BREAKS = {"softbreak", "hardbreak"}
SMALL_WORDS = frozenset(
    [
        "a",
        "an",
        "and",
        "are",
        "at",
        "be",
        "can",
        "do",
        "for",
        "from",
        "how",
        "i",
        "in",
        "is",
        "it",
        "me",
        "my",
        "of",
        "on",
        "or",
        "that",
        "the",
        "this",
        "to",
        "what",
        "when",
        "where",
        "who",
        "why",
        "with",
        "you",
    ]
)
_WORD = re.compile(r"[^\W_]+")
_ENDING = re.compile(r"(?:ations?|ings?|ed|ers?|ies|es|s|e|y)$")
WAGTAILS_OWN = ("whats-new-in-wagtail", "editor-guide")  # of its menu Help; they know nothing of this library


class GuideView(AdminPageView):
    """One page of the guide, for everybody who may enter the admin."""

    page_title = "Guide for editors"
    header_icon = "help"
    template_name = "cms/admin/guide.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        first_hour.note(request.user, first_hour.GUIDE)
        return super().get(request, *args, **kwargs)

    def get_template_names(self) -> list[str]:
        """The page, or what was found alone: Wagtail's script asks for that while somebody types."""
        is_asked_by_script = self.request.headers.get("X-Requested-With") == "XMLHttpRequest"
        return ["cms/admin/guide_results.html" if is_asked_by_script else self.template_name]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        name, asked = kwargs.get("name", FIRST), self.request.GET.get("q", "").strip()[:200]
        return {
            **super().get_context_data(**kwargs),
            "words": as_html(name),
            "here": reverse("guide"),
            "asked": asked,
            "found": found(asked),
        }


@cache
def pages() -> frozenset[str]:
    """The names of the guide's pages."""
    return frozenset(file.stem for file in FOLDER.glob("*.md"))


@dataclass(frozen=True)
class Passage:
    """What stands under one heading of the guide."""

    page: str
    title: str
    anchor: str
    text: str

    @property
    def url(self) -> str:
        """Where it is read."""
        address = reverse("guide") if self.page == FIRST else reverse(f"guide_{self.page}")
        return f"{address}#{self.anchor}"


@cache
def passages() -> tuple[Passage, ...]:
    """The whole guide by its headings, the first page first."""
    return tuple(
        passage for name in sorted(pages(), key=lambda one: (one != FIRST, one)) for passage in _passages_of(name)
    )


def _passages_of(name: str) -> Iterator[Passage]:
    title, anchor, texts = "", "", list[str]()
    tokens = MarkdownIt("commonmark").enable("table").parse((FOLDER / f"{name}.md").read_text())
    for at, token in enumerate(tokens):
        if token.type != "inline":
            continue
        words = _plain(token)
        if tokens[at - 1].type == "heading_open":
            if title:
                yield Passage(name, title, anchor, " ".join(texts))
            title, anchor, texts = words, slugify(words), []
        else:
            texts.append(words)
    yield Passage(name, title, anchor, " ".join(texts))


def _plain(token: Token) -> str:
    parts = (" " if one.type in BREAKS else one.content for one in token.children or () if one.type != "image")
    return "".join(parts)


@dataclass(frozen=True)
class Found:
    """A passage, with the words around the first that was asked for."""

    passage: Passage
    excerpt: str


def found(asked: str) -> list[Found]:
    """The passages with all words that are asked for, else those with most of them; a heading counts more than a text."""
    stems = {_stem(word) for word in _WORD.findall(asked.lower()) if word not in SMALL_WORDS}
    if not stems:
        return []
    ranked = []
    for at, passage in enumerate(passages()):
        title, text = _stems(passage.title), _stems(passage.text)
        there = len(stems & (title.keys() | text.keys()))
        if there:
            weight = sum(5 * (stem in title) + min(3, text[stem]) for stem in stems)
            ranked.append((-there, -weight, at, passage))
    ranked.sort()
    most = -ranked[0][0] if ranked else 0
    return [Found(one, _excerpt(one.text, stems)) for there, _, _, one in ranked if -there == most][:MOST]


def _stem(word: str) -> str:
    return _ENDING.sub("", word) if len(word) > 4 else word.removesuffix("s")


def _stems(text: str) -> Counter[str]:
    return Counter(_stem(word) for word in _WORD.findall(text.lower()))


def _excerpt(text: str, stems: set[str]) -> str:
    begin = next((one.start() for one in _WORD.finditer(text) if _stem(one[0].lower()) in stems), 0)
    start = max(0, text.rfind(". ", 0, begin) + 2) if begin > EXCERPT // 2 else 0
    return f"{'… ' if start else ''}{text[start : start + EXCERPT].rsplit(' ', 1)[0]} …" if text else ""


@cache
def as_html(name: str) -> SafeString:
    """A page of the guide: the project's own words, in the order they were written."""
    markdown = MarkdownIt("commonmark").enable("table")
    tokens = markdown.parse((FOLDER / f"{name}.md").read_text())
    for at, token in enumerate(tokens):
        if token.type == "heading_open":
            token.attrSet("id", slugify(_plain(tokens[at + 1])))
        token.children = token.children and _moved(token.children)
    parts = [at for at, token in enumerate(tokens) if token.type == "heading_open" and token.tag == "h2"]
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
