"""A library with every type, every field and every block, in several states."""

from __future__ import annotations

from typing import Any

import yaml

from content_types.core.portable.schema import PageKind, page_kinds
from tests.portable.library_folder import LibraryFolder

RICH = """<p>Two &amp; three &lt; four, <b>bold</b> <i>italic</i> 2<sup>3</sup> H<sub>2</sub>O<br/>“quoted” café</p>
<ul><li>one</li></ul><ol><li>two</li></ol><hr/><blockquote>said</blockquote>
<p><a href="page:/tools/all/">tool</a> <a href="document:card.pdf">card</a> \
<a href="https://example.org/?a=1&amp;b=2">out</a>
<a href="mailto:a@example.org">mail</a> <a href="tel:111">111</a> <a href="#first">up</a></p>
<img src="image:ward.png" alt="The &quot;ward&quot;, it's &lt;here&gt;" data-format="left"/>"""

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
    {"embed": {"url": "https://www.youtube.com/watch?v=95ovIJ3dsNk", "title": "Film", "transcript": "<p>Words.</p>"}},
    {"media": {"kind": "audio", "title": "Sound", "url": "https://example.org/a.mp3", "transcript": "<p>Words.</p>"}},
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
    "body": BODY,
}

OWN_FIELDS: dict[str, dict[str, Any]] = {
    "article": {"kind": "film", "cover_alt_text": None, "cover_decorative": True},
    "tool": {
        "kind": "screening_questionnaire", "time_needed": 15, "audience": "Teams", "adapted_from": "/tools/case/",
        "adaptation_note": "Shorter.", "version": "2.10", "change_note": "New.",
        "downloads": [{"document": "card.pdf", "title": "Card"}, {"document": "card.pdf"}],
        "steps": [{"title": "Ask", "text": "<p>Kindly.</p>"}],
        "questionnaire": [
            {"title": "Home", "introduction": "We ask all.", "items": [
                {"link_id": "home-1", "text": "Warm?", "kind": "boolean", "required": True, "wording_note": "Kindly."},
                {"link_id": "home-2", "text": "Why?", "repeats": True,
                 "options": [{"value": "yes", "label": "Yes"}, {"value": "1.0", "label": "One"}],
                 "enable_when_item": "home-1", "enable_when_answer": "true"},
            ]},
        ],
    },
    "wellbeing": {
        "level": "team", "show_help_now": True, "help_now_text": RICH, "steps": [{"title": "Rest"}],
        "movements": [{"name": "M", "description": "d", "url": "https://example.org/m"}],
        "helpful_links": [{"title": "L", "url": "https://example.org/l", "description": "d"}],
    },
    "event": {
        "kind": "journal_club", "start": "2027-10-31T01:30-04:00", "end": "2027-10-31T06:30",
        "time_zone": "America/Toronto", "status": "postponed", "status_note": "Later.", "attendance": "hybrid",
        "venue_name": "Library", "venue_address": "1 High St", "venue_latitude": 43.7, "venue_longitude": -79.4,
        "capacity": 12, "registration_opens": "2027-09-01T09:00", "registration_closes": "2027-10-30T09:00",
        "join_link": "https://example.org/join", "recording_url": "https://example.org/rec",
        "recording_transcript": "<p>Words.</p>",
        "resources": [
            {"resource_link": {"page": "/"}}, {"document": {"document": "card.pdf"}},
            {"link_list": {"links": [{"title": "In", "page": "/tools/"}]}},
        ],
    },
    "initiative": {
        "organisation": "trust", "place": "england", "location_name": "Leeds", "latitude": 53.8, "longitude": -1.55,
        "stage": "running", "open_to_mentoring": True, "open_to_partners": True, "open_to_sharing": True,
        "contact_member": "tom", "start_date": "2025-01-01", "end_date": "2026-01-01", "outcomes": RICH,
    },
    "standard": {"title": "About", "slug": "about", "last_updated": "2026-01-01", "body": BODY},
}  # fmt: skip

TERMS: dict[str, list[dict[str, Any]]] = {
    "topics": [
        {"slug": "housing", "name": "Housing", "definition": "A home.", "parent": "poverty"},
        {"slug": "poverty", "name": "Poverty", "definition": "d", "sort_order": 7},
    ],
    "professions": [{"slug": "nurse", "name": "Nurse", "description": "d"}],
    "care_settings": [{"slug": "ward", "name": "Ward", "description": "d", "state": "draft"}],
    "places": [
        {"slug": "england", "name": "England", "kind": "country", "latitude": 52.5, "longitude": -1.5},
        {"slug": "leeds", "name": "Leeds", "parent": "england", "latitude": 53.8, "longitude": -1.5},
    ],
    "organisations": [
        {"slug": "trust", "name": "Trust", "description": "d", "website": "https://example.org", "place": "leeds"},
    ],
    "people": [
        {"slug": "amina", "name": "Amina", "role_title": "Doctor", "profession": "nurse", "organisation": "trust",
         "bio": RICH, "photo": "ward.png", "photo_alt_text": "Amina", "website": "https://example.org"},
    ],
}  # fmt: skip

SITE = {
    "name": "Ours", "tagline": "T", "contact_email": "hello@example.org", "help_now_text": RICH,
    "navigation": [{"title": "Tools", "page": "/tools/"}, {"title": "Out", "url": "https://example.org/"}],
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
            _put(folder, f"pages/{'about' if own else kind.name}.yaml", _page_of_the_site(kind, own))
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
    if own:
        del data["introduction"]
    return data
