"""A library with every type, every field and every block, in several states."""

from __future__ import annotations

from typing import Any

import yaml

from import_export.schema import PageKind, page_kinds
from tests.import_export.library_folder import LibraryFolder
from tests.import_export.rich import RICH
from tests.support.types import TYPES, own_module

BODY: list[dict[str, Any]] = [
    {"rich_text": RICH},
    {"heading": {"text": "First: a heading", "anchor": "first"}},
    {"heading": {"text": "Second", "level": "h3"}},
    {"quote": {"text": "Two lines\nof words", "attribution": "A mother", "role": "parent",
               "source_url": "https://example.org/q"}},
    {"callout": {"kind": "safeguarding", "title": "Today", "text": "<p>Ring.</p>"}},
    {"key_facts": {"title": "Facts", "facts": [
        {"figure": "1 in 3", "label": "children", "source_title": "DWP", "source_url": "https://example.org/f"},
        {"figure": "31", "label": "per cent"},
    ]}},
    {"reflection": {"question": "When?", "prompt": "In pairs."}},
    {"steps": {"title": "Do", "steps": [
        {"title": "Ask", "text": "<p>Kindly.</p>", "image": "ward.png", "alt_text": "A ward"}, {"title": "Wait"},
    ]}},
    {"checklist": {"title": "Done?", "items": [{"text": "Yes", "hint": "look"}, {"text": "no"}]}},
    {"table": {"caption": "Who", "header_row": True, "header_column": True, "rows": [["a, b", "yes"], ["", "1.0"]]}},
    {"table": {"caption": "Plain", "rows": [["x"]]}},
    {"accordion": {"title": "More", "items": [{"title": "Q", "text": "<p>A</p>"}]}},
    {"image": {"image": "ward.png", "alt_text": "A ward", "caption": "At night", "credit": "Photo"}},
    {"image": {"image": "ward.png", "decorative": True}},
    {"embed": {"url": "https://www.youtube.com/watch?v=95ovIJ3dsNk", "title": "Film",
               "duration": "1:02:30", "poster": "ward.png", "transcript": "<p>Words.</p>"}},
    {"media": {"kind": "audio", "title": "Sound", "url": "https://example.org/a.mp3", "duration": "2:05",
               "captions_url": "https://example.org/a.vtt", "transcript": "<p>Words.</p>"}},
    {"media": {"title": "File", "document": "card.pdf", "transcript": "<p>Words.</p>"}},
    {"document": {"document": "card.pdf", "title": "Card", "description": "For the lanyard."}},
    {"resource_link": {"page": "/events/all/", "note": "Come."}},
    {"link_list": {"title": "Links", "links": [
        {"title": "Out", "url": "https://example.org/", "description": "d"}, {"title": "In", "page": "/"},
    ]}},
    {"references": {"title": "Read", "items": [
        {"title": "Paper", "authors": "Hart JT", "year": 1971, "url": "https://example.org/p",
         "doi": "10.1016/S0140-6736(71)92410-X"},
    ]}},
    {"references": {"items": [{"title": "Another"}]}},
]  # fmt: skip

LIBRARY_FIELDS: dict[str, Any] = {
    "go_live_at": "2025-01-01T09:00",
    "expire_at": "2099-10-25T01:30+00:00",
    "first_published_at": "2025-01-02T10:11:12.131",
    "privacy": {"password": "open: sesame"},
    "seo_title": "A: title",
    "search_description": "d" * 120,
    "show_in_menus": True,
    "summary": "A summary: with a colon # and more.",
    "cover_image": "ward.png",
    "cover_alt_text": "A ward",
    "social_image": "ward.png",
    "licence": "CC0-1.0",
    "last_reviewed": "2026-05-01",
    "review_due": "2027-05-01",
    "topics": ["housing", "poverty"],
    "professions": ["nurse"],
    "care_settings": ["ward"],
    "places": ["england"],
    "tags": ["yes", "Food banks"],
    "people": [{"person": "amina"}, {"person": "amina", "role": "reviewer"}],
    "sources": [
        {"title": "S", "kind": "report", "url": "https://example.org/s", "doi": "10.1542/peds.2014-2888", "year": 2014}
    ],
    "related_resources": ["/tools/all/", "/wellbeing/all/"],
    "block_evidence": [
        {
            "block": "body/2",
            "written_by": "A",
            "source_title": "S",
            "source_url": "https://example.org/s",
            "review_due": "2027-01-01",
        }
    ],
    "body": BODY,
}

OWN_FIELDS: dict[str, dict[str, Any]] = {
    **{one.name: whole.FIELDS for one in TYPES if (whole := own_module(one, "whole"))},
    "home": {"featured": ["/tools/all/", "/events/all/"]},
    "standard": {"title": "About", "slug": "about", "last_updated": "2026-01-01", "body": BODY},
}

IN_WELSH = {"cy": {"name": "Enw", "description": "d", "out_of_date": True}}
TERMS: dict[str, list[dict[str, Any]]] = {
    "topics": [
        {"slug": "housing", "name": "Housing", "definition": "A home.", "parent": "poverty",
         "translations": {"cy": {"name": "Tai", "definition": "Cartref."}}},
        {"slug": "poverty", "name": "Poverty", "definition": "d", "sort_order": 7},
    ],
    "professions": [{"slug": "nurse", "name": "Nurse", "description": "d", "translations": IN_WELSH}],
    "care_settings": [
        {"slug": "ward", "name": "Ward", "description": "d", "state": "draft", "translations": IN_WELSH},
    ],
    "places": [
        {"slug": "england", "name": "England", "kind": "country", "latitude": 52.5, "longitude": -1.5,
         "translations": {"cy": {"name": "Lloegr"}}},
        {"slug": "leeds", "name": "Leeds", "parent": "england", "latitude": 53.8, "longitude": -1.5},
    ],
    "organisations": [
        {"slug": "trust", "name": "Trust", "description": "d", "website": "https://example.org", "place": "leeds",
         "translations": IN_WELSH},
    ],
    "people": [
        {"slug": "amina", "name": "Amina", "role_title": "Doctor", "profession": "nurse", "organisation": "trust",
         "bio": RICH, "photo": "ward.png", "photo_alt_text": "Amina", "website": "https://example.org",
         "orcid": "0000-0002-1825-0097", "translations": {"cy": {"role_title": "Meddyg", "bio": RICH}}},
    ],
}  # fmt: skip

SITE = {
    "name": "Ours", "tagline": "T", "contact_email": "hello@example.org", "help_now_text": RICH,
    "translations": {"cy": {"name": "Ni", "tagline": "L", "help_now_text": RICH}},
    "navigation": [{"title": "Tools", "page": "/tools/", "translations": {"cy": {"title": "Offer"}}},
                   {"title": "Out", "url": "https://example.org/"}],
}  # fmt: skip

# What every page may have, the home and the indexes too.
COMMON_FIELDS = (
    "go_live_at", "expire_at", "first_published_at", "privacy", "seo_title", "search_description", "show_in_menus",
)  # fmt: skip

# The same page in the states that a file can give it: the file's name, and what it says otherwise.
STATES: dict[str, dict[str, Any]] = {
    "all": {"title": "All: of it"},
    "draft": {"title": "D", "state": "draft", "privacy": {"groups": ["B", "A"]}},
    "soon": {"title": "S", "state": "scheduled", "go_live_at": "2098-01-01T00:00"},
    "gone": {"title": "G", "state": "expired", "expire_at": "2026-01-01T00:00", "privacy": {"login": True}},
}

CASE = {
    "type": "tool", "title": "Case", "slug": "case", "summary": "s", "kind": "business_case",
    "business_case": {
        "problem": "<p>p</p>",
        "local_figures": [
            {"figure": "1", "label": "l", "source_title": "s", "source_url": "https://example.org", "year": 2024},
        ],
        "ask": "<p>a</p>",
        "costs": [
            {"item": "Worker, band 4", "amount": 31000, "period": "monthly"}, {"item": "Phone", "amount": 12.5},
        ],
        "benefit": "<p>b</p>",
        "success_measures": ["Seen: soon", "yes"],
    },
}  # fmt: skip

PICTURE = {
    "file": "ward.png", "title": "Ward", "description": "A ward", "credit": "C", "tags": ["x"],
    "focal_point_x": 1, "focal_point_y": 2, "focal_point_width": 3, "focal_point_height": 4,
    "collection": "Staff > Board", "collection_privacy": {"groups": ["A"]},
}  # fmt: skip


def full_library(folder: LibraryFolder) -> None:
    """Write every type with every field and every block, in several states."""
    _put(folder, "site.yaml", SITE)
    for stem, terms in TERMS.items():
        _put(folder, f"taxonomy/{stem}.yaml", terms)
    for kind in page_kinds().values():
        own = OWN_FIELDS.get(kind.name, {})
        if kind.folder:
            for slug, state in STATES.items():
                data = {"type": kind.name, "title": "", "slug": slug, **LIBRARY_FIELDS, **own, **state}
                _put(folder, f"{kind.folder}/{slug}.yaml", data)
        else:
            _put(
                folder, f"pages/{'about' if kind.name == 'standard' else kind.name}.yaml", _page_of_the_site(kind, own)
            )
    _put(folder, "pages/about/team.yaml", {"type": "standard", "title": "Team", "slug": "team"})
    _put(folder, "tools/case.yaml", CASE)
    _put(folder, "images/images.yaml", [PICTURE])
    documents = [{"file": "card.pdf", "title": "Card", "tags": ["y"], "collection": "Library"}]
    _put(folder, "documents/documents.yaml", documents)


def _put(folder: LibraryFolder, name: str, data: Any) -> None:
    folder.put(name, yaml.safe_dump(data, sort_keys=False, allow_unicode=True))


def _page_of_the_site(kind: PageKind, own: dict[str, Any]) -> dict[str, Any]:
    """A page that is no resource: the home, an index, or a standard page with fields of its own."""
    common = {name: LIBRARY_FIELDS[name] for name in COMMON_FIELDS}
    data = {"type": kind.name, "title": "Title", "slug": kind.index_of or "home", **common, "introduction": RICH, **own}
    if kind.name == "standard":
        del data["introduction"]
    return data
