"""An editor's account in the wrong hands: whatever stands in whichever field, nothing of it runs at the site."""

from __future__ import annotations

import html.parser
import itertools
import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import models
from wagtail.fields import StreamField

from tests.web.site import Page, Site, links

MARK = "alert(8128)"
CORPUS = (
    f"<script>{MARK}</script>", f"<img src=x onerror={MARK}>", f'"><svg onload={MARK}>',
    f"' onfocus='{MARK}' autofocus='", f'<a href="javascript:{MARK}">x</a>', f'<a href="\tjava\nscript:{MARK}">x</a>',
    f"</script><script>{MARK}</script>", f"<iframe srcdoc='<script>{MARK}</script>'></iframe>",
    f"<!--><img src=x onerror={MARK}>-->", f"{{{{ {MARK} }}}}", f"</title><script>{MARK}</script>",
    f"<math><mtext><table><mglyph><style><img src=x onerror={MARK}>", f"<base href='https://evil.example/'>{MARK}",
    f'<p style="background:url(javascript:{MARK})">x</p>',
)  # fmt: skip
# What is no text: it names, places or times something, or is written by the platform itself.
NO_TEXT = {
    *("path", "slug", "url_path", "draft_title", "title_sort_key", "time_zone", "url", "website", "orcid", "doi"),
    *("file_hash", "thumb_hash", "dominant_colour", "placeholder_of", "contact_email", "version"),
}
OURS = ("content_types.", "cms.images", "cms.documents")
ADDRESSES = {"href", "src", "action", "formaction", "poster", "srcset", "data"}


def hostile(value: Any, corpus: Iterator[str]) -> Any:
    """A value with something hostile before each text in it; a text for people has a space."""
    if isinstance(value, dict):
        return {key: one if key in {"id", "type"} else hostile(one, corpus) for key, one in value.items()}
    if isinstance(value, list):
        return [hostile(one, corpus) for one in value]
    return f"{next(corpus)} {value}" if isinstance(value, str) and " " in value else value


def fill_every_field() -> int:
    """Write something hostile into each text of the library; how many."""
    corpus, written = itertools.cycle(CORPUS), 0
    for model in apps.get_models():
        if not model.__module__.startswith(OURS):
            continue
        fields = [
            field
            for field in model._meta.local_concrete_fields
            if isinstance(field, models.CharField | models.TextField | StreamField)
            and field.name not in NO_TEXT
            and not field.choices
        ]
        for one in model._default_manager.all():
            new: dict[str, Any] = {}
            for field in fields:
                value = getattr(one, field.name)
                if isinstance(field, StreamField):
                    data = hostile(field.get_prep_value(value) or [], corpus)
                    new[field.name] = field.to_python(json.dumps(data))
                elif value and " " in value:
                    new[field.name] = f"{next(corpus)} {value}"[: getattr(field, "max_length", None)]
            if new:
                model._default_manager.filter(pk=one.pk).update(**new)
                written += len(new)
    return written


class Ran(html.parser.HTMLParser):
    """Looks for whatever would run."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.in_json = False
        self.json: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self.in_json = tag == "script" and values.get("type") == "application/ld+json"
        if tag == "script" and not self.in_json and not values.get("src", "").startswith("/static/"):
            self.found.append(f"script {values}")
        if tag in {"iframe", "object", "embed", "base", "style", "math"} or (tag == "svg" and "onload" in values):
            self.found.append(tag)
        for name, value in values.items():
            plain = "".join(value.split()).lower()
            if name.startswith("on") or name in {"style", "srcdoc", "autofocus"}:
                self.found.append(f"{tag} {name}")
            if name in ADDRESSES and plain.startswith(("javascript:", "vbscript:", "data:", "https://evil")):
                self.found.append(f"{tag} {name}={value}")

    def handle_data(self, data: str) -> None:
        if self.in_json:
            self.json.append(data)

    def handle_endtag(self, tag: str) -> None:
        self.in_json = False


def ran(page: Page) -> list[str]:
    """What would run in a page."""
    parser = Ran()
    parser.feed(page.text)
    for text in parser.json:
        json.loads(text)
    return parser.found


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_nothing_that_is_written_runs(library: str, site: Site, subtests: pytest.Subtests) -> None:
    assert fill_every_field() > 500
    first = site.get("/")
    waiting, seen, shown = ["/", "/map/", "/shelf/", "/search/?q=money", "/events/?view=calendar"], set[str](), 0
    while waiting:
        path = waiting.pop()
        page = site.get(path)
        with subtests.test(path=path):
            assert page.status < 500, page.status
            assert ran(page) == []
        shown += MARK in page.text
        for one in {one.partition("#")[0] for one in links(page)}:
            if one.startswith("/") and one.endswith("/") and "?" not in one and one not in seen:
                seen.add(one)
                waiting.append(one)
    assert first.status == 200
    assert len(seen) > 100
    assert shown > 100, "it stands there as text"
