"""The words of the site: each has its Welsh, and what is compiled is what stands in the catalogue."""

from __future__ import annotations

from gettext import GNUTranslations
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

WEB = Path(__file__).resolve().parents[2] / "web"
CATALOGUE = WEB / "locale" / "cy" / "LC_MESSAGES" / "site.po"


def welsh() -> Catalog:
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="cy")


def in_templates() -> set[str]:
    methods = [("templates/**.html", "jinja2")]
    options = {"templates/**.html": {"newstyle_gettext": "true"}}
    found = (message for _, _, message, _, _ in extract_from_dir(str(WEB), methods, options))
    return {one if isinstance(one, str) else one[0] for one in found}


def test_every_word_has_its_welsh_and_none_is_left_over() -> None:
    translated = {one.id if isinstance(one.id, str) else one.id[0] for one in welsh() if one.id and all(one.string)}
    assert in_templates() - translated == set()
    assert translated - in_templates() == set()


def test_the_words_are_compiled() -> None:
    with CATALOGUE.with_suffix(".mo").open("rb") as file:
        compiled = GNUTranslations(file)
    for one in welsh():
        if isinstance(one.id, str) and one.id:
            assert compiled.gettext(one.id) == one.string, "run `make messages`"


def test_a_number_says_its_noun_as_welsh_does() -> None:
    with CATALOGUE.with_suffix(".mo").open("rb") as file:
        compiled = GNUTranslations(file)
    forms = [
        compiled.ngettext("%(num)d result", "%(num)d results", count) % {"num": count} for count in (1, 2, 3, 5, 6)
    ]
    assert forms == ["1 canlyniad", "2 ganlyniad", "3 chanlyniad", "5 canlyniad", "6 chanlyniad"]
