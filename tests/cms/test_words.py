"""The product's own words in the admin, in place of Wagtail's."""

from __future__ import annotations

import re
from collections.abc import Sequence
from gettext import GNUTranslations
from pathlib import Path

import pytest
import wagtail
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from bs4 import BeautifulSoup
from django.test import Client
from wagtail.models import Page, get_page_models

from tests.support.tree import Tree

ROOT = Path(__file__).resolve().parents[2]
WORDS = ROOT / "cms" / "locale" / "en_GB" / "LC_MESSAGES" / "django.po"


def catalog(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file)


def forms(words: str | Sequence[str]) -> tuple[str, ...]:
    """The singular and the plural, or the one that there is."""
    return (words,) if isinstance(words, str) else tuple(words)


def said(compiled: GNUTranslations, message: Message) -> tuple[str, ...]:
    if isinstance(message.id, str):
        return (compiled.gettext(message.id),)
    one, many = message.id
    return (compiled.ngettext(one, many, 1), compiled.ngettext(one, many, 2))


def test_wagtail_still_says_what_is_replaced() -> None:
    theirs: set[str] = set()
    for path in Path(wagtail.__file__).parent.rglob("locale/en/LC_MESSAGES/django.po"):
        for message in catalog(path):
            theirs.update(forms(message.id))
    ours = {one for message in catalog(WORDS) for one in forms(message.id)}
    assert ours - theirs == set()


def test_the_words_are_compiled() -> None:
    with WORDS.with_suffix(".mo").open("rb") as file:
        compiled = GNUTranslations(file)
    stale = [one.id for one in catalog(WORDS) if one.id and said(compiled, one) != forms(one.string)]
    assert stale == [], "Run `make messages`."


def test_nobody_is_rejected_or_moderated() -> None:
    words = " ".join(one for message in catalog(WORDS) if message.id for one in forms(message.string))
    words = re.sub(r"%\(\w+\)s", "", words).replace("Wagtail's own guide", "").lower()
    for word in ("reject", "moderat", "workflow", "wagtail", "donat"):
        assert word not in words


def test_the_sign_in_names_the_library(client: Client, db: None) -> None:
    page = client.get("/admin/login/").content.decode()
    assert "Sign in to the library" in page
    assert "Sign in to Wagtail" not in page


def test_the_first_page_names_no_host(admin_client: Client, tree: Tree) -> None:
    assert tree.site.hostname not in BeautifulSoup(admin_client.get("/admin/").content, "html.parser").get_text()


@pytest.mark.parametrize("model", get_page_models())
def test_types_have_a_plural(model: type[Page]) -> None:
    assert not str(model._meta.verbose_name_plural).endswith("xs")
