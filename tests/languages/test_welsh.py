"""The Welsh of the demo and of the labels is Welsh, is all there, and says what the English says.

How it is checked: by the dictionary of Welsh spelling checkers, word by word; every number, link and file against the
original, page by page; the names of terms, and what texts call them, against the vocabulary of NHS Wales. That a
sentence reads well no test can hold: it was read back against its English when it was written, and a change of either
shows as out of date.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator
from gettext import GNUTranslations
from pathlib import Path
from typing import Any

import pytest
import yaml
from babel.messages.pofile import read_po

from content_types.core.graphql.labels import in_english
from graphql_api.schema.building import get_schema
from graphql_api.schema.labels_query import enums_of
from tests.clients.node import installed, require_node

ROOT = Path(__file__).resolve().parents[2]
LIBRARY = ROOT / "demo" / "library"
HERE = Path(__file__).parent
IN_WELSH = Path("locale", "cy", "LC_MESSAGES", "django.po")
# The product's own, and those of content types that bring theirs.
CATALOGS = [ROOT / "cms" / IN_WELSH, *sorted((ROOT / "content_types").glob(f"*/{IN_WELSH}"))]
WORDS_OF_THE_SITE = ROOT / "web" / "locale" / "cy" / "LC_MESSAGES" / "site.po"
PAGES = sorted((LIBRARY / "cy").rglob("*.yaml"))
TERMS = ("topics", "professions", "care_settings", "places")
WHO = ("organisations", "people")
NO_WORDS = {
    "type", "translation_of", "slug", "url", "doi", "document", "image", "page", "kind", "level", "authors",
    "first_published_at",
}  # fmt: skip

# As NHS Wales and the Welsh Government write them.
OFFICIAL = {
    "health-visitor": "Ymwelydd iechyd",
    "general-practitioner": "Meddyg teulu",
    "midwife": "Bydwraig",
    "emergency-department": "Adran achosion brys",
    "social-prescribing": "Presgripsiynu cymdeithasol",
    "safeguarding": "Diogelu",
    "mental-health": "Iechyd meddwl",
    "young-carers": "Gofalwyr ifanc",
    "fuel-poverty": "Gwresogi a thlodi tanwydd",
    "wales": "Cymru",
    "northern-ireland": "Gogledd Iwerddon",
}
# What a Welsh page says, in any mutation, where its English says this.
SAID = {
    r"\bfamil(y|ies)\b": r"[td]h?eulu",
    r"\basthma\b": r"asthma",
    r"\bschools?\b": r"ysgol",
    r"\bnurses?\b": r"nyrs",
    r"\bhealth visitor": r"ymwel(ydd|wyr) iechyd",
    r"\bhousing\b": r"\b([td]h?ai|cartref)\b",
    r"\bpatients?\b": r"\bn?[cg]?l[ae]i?f",
    r"\bbenefits?\b": r"f?b?udd-daliad|mudd-daliad",
}


def loaded(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def words_of(value: Any) -> Iterator[str]:
    """Every text of a file, without what names something."""
    if isinstance(value, str):
        yield html.unescape(re.sub(r"<[^>]+>", " ", value))
    elif isinstance(value, dict):
        for name, inner in value.items():
            if name not in NO_WORDS:
                yield from words_of(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from words_of(inner)


def translations(value: Any) -> Iterator[Any]:
    """What a file of terms or of the site says in Welsh."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from [inner["cy"]] if name == "translations" else translations(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from translations(inner)


def proper_names() -> set[str]:
    """The words of what is called the same in every language: people, and organisations that have no Welsh name."""
    organisations, people = (loaded(LIBRARY / "taxonomy" / f"{stem}.yaml") for stem in WHO)
    same = [one["name"] for one in organisations if one["translations"]["cy"]["name"] == one["name"]]
    return {word for name in [*same, *(one["name"] for one in people)] for word in re.findall(r"[\w'’]+", name)}


def original(page: Path) -> Path:
    """The file of the page that this one is a translation of."""
    address = loaded(page).get("translation_of")
    return LIBRARY / (f"{address.strip('/')}.yaml" if address else f"pages/{page.name}")


def catalog() -> dict[str, str]:
    found: dict[str, str] = {}
    for path in CATALOGS:
        with path.open("rb") as file:
            found |= {str(one.id): str(one.string) for one in read_po(file, "cy") if one.id}
    return found


def words_of_the_site() -> Iterator[str]:
    with WORDS_OF_THE_SITE.open("rb") as file:
        for one in read_po(file, "cy"):
            for text in (one.string,) if isinstance(one.string, str) else one.string:
                yield re.sub(r"%\(\w+\)[ds]", "", text) if one.id else ""


def all_welsh() -> str:
    terms = [text for path in (LIBRARY / "taxonomy").glob("*.yaml") for text in translations(loaded(path))]
    site = list(translations(loaded(LIBRARY / "site.yaml")))
    return "\n".join([*words_of([*terms, *site, *map(loaded, PAGES)]), *catalog().values(), *words_of_the_site()])


@pytest.fixture(scope="module")
def unknown(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    require_node()
    project = installed(HERE / "spelling", tmp_path_factory.mktemp("spelling"))
    return set(project.run("node", "unknown.mjs", stdin=all_welsh()).split())


def known_beside() -> set[str]:
    lines = (HERE / "welsh_words.txt").read_text(encoding="utf-8").splitlines()
    return {word for line in lines if not line.startswith("#") for word in line.split()}


def test_every_word_is_a_welsh_word(unknown: set[str]) -> None:
    assert unknown - known_beside() - proper_names() == set()


def test_no_other_word_is_let_through(unknown: set[str]) -> None:
    assert len(known_beside()) < 150
    assert {"housing", "children", "poverty"} & known_beside() == set()
    assert "Spotify" in unknown  # the dictionary does object


def test_at_least_ten_resources_of_every_type() -> None:
    types = Counter(loaded(page)["type"] for page in PAGES if page.parent.name != "pages")
    assert sum(types.values()) >= 10
    assert set(types) == {"article", "tool", "wellbeing", "event", "initiative"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: f"{page.parent.name}/{page.stem}")
def test_a_page_has_the_numbers_links_and_files_of_its_original(page: Path) -> None:
    welsh, english = loaded(page), loaded(original(page))
    same = {name: english[name] for name in welsh if name in english and name not in ("slug", "first_published_at")}
    for found in (r"\d[\d,.:]*\d|\d", r"https?://[^\s\"<>]+", r"page:[^\"]+", r"[\w-]+\.(?:jpg|pdf|mp3)"):
        texts = (str(same), str({name: welsh[name] for name in same}))
        assert Counter(re.findall(found, texts[0])) == Counter(re.findall(found, texts[1])), found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: f"{page.parent.name}/{page.stem}")
def test_a_page_calls_things_as_nhs_wales_does(page: Path) -> None:
    welsh, english = loaded(page), loaded(original(page))
    texts = [
        "\n".join(words_of({name: one[name] for name in welsh if name in one})).lower() for one in (english, welsh)
    ]
    missing = [said for said, term in SAID.items() if re.search(said, texts[0]) and not re.search(term, texts[1])]
    assert missing == []


@pytest.mark.parametrize("stem", TERMS)
def test_every_term_has_all_its_texts(stem: str) -> None:
    for term in loaded(LIBRARY / "taxonomy" / f"{stem}.yaml"):
        wanted = {name for name in ("name", "definition", "description") if term.get(name)}
        assert term.get("translations", {}).get("cy", {}).keys() == wanted, term["slug"]


@pytest.mark.parametrize("stem", WHO)
def test_everybody_and_every_organisation_has_all_texts(stem: str) -> None:
    for one in loaded(LIBRARY / "taxonomy" / f"{stem}.yaml"):
        wanted = {name for name in ("name", "description") if stem == "organisations" and one.get(name)}
        wanted |= {name for name in ("role_title", "bio") if one.get(name)}
        welsh = one["translations"]["cy"]
        assert welsh.keys() == wanted, one["slug"]
        for name in wanted:
            texts = (str(one[name]), str(welsh[name]))
            for found in (r"\d[\d,.:]*\d|\d", r"https?://[^\s\"<>]+", r"</?\w+"):
                assert Counter(re.findall(found, texts[0])) == Counter(re.findall(found, texts[1])), one["slug"]


@pytest.mark.parametrize("stem", WHO)
def test_what_is_said_of_them_is_called_as_nhs_wales_does(stem: str) -> None:
    for one in loaded(LIBRARY / "taxonomy" / f"{stem}.yaml"):
        welsh = one["translations"]["cy"]
        english = {name: one[name] for name in welsh if one[name] != welsh[name]}
        texts = ["\n".join(words_of({name: side[name] for name in english})).lower() for side in (english, welsh)]
        missing = [said for said, term in SAID.items() if re.search(said, texts[0]) and not re.search(term, texts[1])]
        assert missing == [], one["slug"]


def test_terms_are_called_as_nhs_wales_calls_them() -> None:
    names = {
        term["slug"]: term["translations"]["cy"]["name"]
        for stem in TERMS
        for term in loaded(LIBRARY / "taxonomy" / f"{stem}.yaml")
    }
    assert {slug: names[slug] for slug in OFFICIAL} == OFFICIAL
    assert len(set(names.values())) == len(names)


def test_every_label_has_its_welsh() -> None:
    known = catalog()
    labels = {
        in_english(name, value) for name, one in enums_of(get_schema().graphql_schema).items() for value in one.values
    }
    assert sorted(labels - known.keys()) == []
    assert all(known.values())


@pytest.mark.parametrize("path", CATALOGS, ids=lambda path: path.relative_to(ROOT).parts[-5])
def test_a_catalog_is_compiled(path: Path) -> None:
    with path.open("rb") as source, path.with_suffix(".mo").open("rb") as compiled:
        said = GNUTranslations(compiled)
        stale = [one.id for one in read_po(source, "cy") if one.id and said.gettext(str(one.id)) != one.string]
    assert stale == [], "Run `make messages`."
