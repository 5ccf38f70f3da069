"""Export is the inverse of import: byte for byte, for every type, field and block."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from taggit.models import Tag
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Collection, Page, Revision, Site

from content_types.core.blocks import BODY_BLOCKS
from content_types.core.portable.exporting import ExportError, export_library
from content_types.core.portable.importing import import_library
from content_types.core.portable.records import codecs_of
from content_types.core.portable.schema import page_kinds, term_models
from content_types.core.site_settings import LibrarySettings
from content_types.knowledge.models import KnowledgeArticlePage
from tests.portable.library_folder import LibraryFolder

RICH = """<p>Two &amp; three &lt; four, <b>bold</b> <i>italic</i> 2<sup>3</sup> H<sub>2</sub>O<br/>“quoted” café</p>
<ul><li>one</li></ul><ol><li>two</li></ol><hr/><blockquote>said</blockquote>
<p><a href="page:/tools/all/">tool</a> <a href="document:card.pdf">card</a> <a href="https://example.org/?a=1&amp;b=2">out</a>
<a href="mailto:a@example.org">mail</a> <a href="tel:111">111</a> <a href="#first">up</a></p>
<img src="image:ward.png" alt="The &quot;ward&quot;, it's &lt;here&gt;" data-format="left"/>"""

BODY: list[dict[str, Any]] = [
    {"rich_text": RICH},
    {"heading": {"text": "First: a heading", "anchor": "first"}},
    {"heading": {"text": "Second", "level": "h3"}},
    {"quote": {"text": "Two lines\nof words", "attribution": "A mother", "role": "parent", "source_url": "https://example.org/q"}},
    {"callout": {"kind": "safeguarding", "title": "Today", "text": "<p>Ring.</p>"}},
    {"key_facts": {"title": "Facts", "facts": [{"figure": "1 in 3", "label": "children", "source_title": "DWP", "source_url": "https://example.org/f"}, {"figure": "31", "label": "per cent"}]}},
    {"reflection": {"question": "When?", "prompt": "In pairs."}},
    {"steps": {"title": "Do", "steps": [{"title": "Ask", "text": "<p>Kindly.</p>", "image": "ward.png", "alt_text": "A ward"}, {"title": "Wait"}]}},
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
    {"link_list": {"title": "Links", "links": [{"title": "Out", "url": "https://example.org/", "description": "d"}, {"title": "In", "page": "/"}]}},
    {"references": {"title": "Read", "items": [{"title": "Paper", "authors": "Hart JT", "year": 1971, "url": "https://example.org/p", "doi": "10.1016/S0140-6736(71)92410-X"}]}},
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
        "kind": "screening_questionnaire", "time_needed": 15, "audience": "Teams", "adapted_from": "/tools/case/", "adaptation_note": "Shorter.",
        "version": "2.10", "change_note": "New.", "downloads": [{"document": "card.pdf", "title": "Card"}, {"document": "card.pdf"}],
        "steps": [{"title": "Ask", "text": "<p>Kindly.</p>"}],
        "questionnaire": [
            {"title": "Home", "introduction": "We ask all.", "items": [
                {"link_id": "home-1", "text": "Warm?", "kind": "boolean", "required": True, "wording_note": "Kindly."},
                {"link_id": "home-2", "text": "Why?", "repeats": True, "options": [{"value": "yes", "label": "Yes"}, {"value": "1.0", "label": "One"}],
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
        "kind": "journal_club", "start": "2027-10-31T01:30-04:00", "end": "2027-10-31T06:30", "time_zone": "America/Toronto", "status": "postponed",
        "status_note": "Later.", "attendance": "hybrid", "venue_name": "Library", "venue_address": "1 High St", "venue_latitude": 43.7,
        "venue_longitude": -79.4, "capacity": 12, "registration_opens": "2027-09-01T09:00", "registration_closes": "2027-10-30T09:00",
        "join_link": "https://example.org/join", "recording_url": "https://example.org/rec", "recording_transcript": "<p>Words.</p>",
        "resources": [{"resource_link": {"page": "/"}}, {"document": {"document": "card.pdf"}}, {"link_list": {"links": [{"title": "In", "page": "/tools/"}]}}],
    },
    "initiative": {
        "organisation": "trust", "place": "england", "location_name": "Leeds", "latitude": 53.8, "longitude": -1.55, "stage": "running",
        "open_to_mentoring": True, "open_to_partners": True, "open_to_sharing": True, "contact_member": "tom", "start_date": "2025-01-01",
        "end_date": "2026-01-01", "outcomes": RICH,
    },
    "standard": {"title": "About", "slug": "about", "last_updated": "2026-01-01", "body": BODY},
}  # fmt: skip

TERMS: dict[str, list[dict[str, Any]]] = {
    "topics": [{"slug": "housing", "name": "Housing", "definition": "A home.", "parent": "poverty"}, {"slug": "poverty", "name": "Poverty", "definition": "d", "sort_order": 7}],
    "professions": [{"slug": "nurse", "name": "Nurse", "description": "d"}],
    "care_settings": [{"slug": "ward", "name": "Ward", "description": "d", "state": "draft"}],
    "places": [{"slug": "england", "name": "England", "kind": "country", "latitude": 52.5, "longitude": -1.5}, {"slug": "leeds", "name": "Leeds", "parent": "england", "latitude": 53.8, "longitude": -1.5}],
    "organisations": [{"slug": "trust", "name": "Trust", "description": "d", "website": "https://example.org", "place": "leeds"}],
    "people": [{"slug": "amina", "name": "Amina", "role_title": "Doctor", "profession": "nurse", "organisation": "trust", "bio": RICH, "photo": "ward.png", "photo_alt_text": "Amina", "website": "https://example.org"}],
}  # fmt: skip

SITE = {
    "name": "Ours", "tagline": "T", "contact_email": "hello@example.org", "help_now_text": RICH,
    "navigation": [{"title": "Tools", "page": "/tools/"}, {"title": "Out", "url": "https://example.org/"}],
}  # fmt: skip


def full_library(folder: LibraryFolder) -> None:
    """Every type with every field and every block, in several states."""

    def put(name: str, data: Any) -> None:
        folder.put(name, yaml.safe_dump(data, sort_keys=False, allow_unicode=True))

    put("site.yaml", SITE)
    for stem, terms in TERMS.items():
        put(f"taxonomy/{stem}.yaml", terms)
    shared = (
        "go_live_at",
        "expire_at",
        "first_published_at",
        "privacy",
        "seo_title",
        "search_description",
        "show_in_menus",
    )
    base = {name: LIBRARY_FIELDS[name] for name in shared}
    for kind in page_kinds().values():
        own = OWN_FIELDS.get(kind.name, {})
        if kind.folder:
            put(
                f"{kind.folder}/all.yaml",
                {"type": kind.name, "title": "All: of it", "slug": "all", **LIBRARY_FIELDS, **own},
            )
            put(
                f"{kind.folder}/draft.yaml",
                {
                    "type": kind.name,
                    "title": "D",
                    "slug": "draft",
                    **LIBRARY_FIELDS,
                    **own,
                    "state": "draft",
                    "privacy": {"groups": ["B", "A"]},
                },
            )
            put(
                f"{kind.folder}/soon.yaml",
                {
                    "type": kind.name,
                    "title": "S",
                    "slug": "soon",
                    **LIBRARY_FIELDS,
                    **own,
                    "state": "scheduled",
                    "go_live_at": "2098-01-01T00:00",
                },
            )
            put(
                f"{kind.folder}/gone.yaml",
                {
                    "type": kind.name,
                    "title": "G",
                    "slug": "gone",
                    **LIBRARY_FIELDS,
                    **own,
                    "state": "expired",
                    "expire_at": "2026-01-01T00:00",
                    "privacy": {"login": True},
                },
            )
        else:
            slug = kind.index_of or "home"
            data = {"type": kind.name, "title": "Title", "slug": slug, **base, "introduction": RICH, **own}
            if own:
                del data["introduction"]
            put(f"pages/{'about' if own else kind.name}.yaml", data)
    put("pages/about/team.yaml", {"type": "standard", "title": "Team", "slug": "team"})
    put("tools/case.yaml", {
        "type": "tool", "title": "Case", "slug": "case", "summary": "s", "kind": "business_case",
        "business_case": {
            "problem": "<p>p</p>", "local_figures": [{"figure": "1", "label": "l", "source_title": "s", "source_url": "https://example.org", "year": 2024}],
            "ask": "<p>a</p>", "costs": [{"item": "Worker, band 4", "amount": 31000, "period": "monthly"}, {"item": "Phone", "amount": 12.5}],
            "benefit": "<p>b</p>", "success_measures": ["Seen: soon", "yes"],
        },
    })  # fmt: skip
    put("images/images.yaml", [{
        "file": "ward.png", "title": "Ward", "description": "A ward", "credit": "C", "tags": ["x"], "focal_point_x": 1, "focal_point_y": 2,
        "focal_point_width": 3, "focal_point_height": 4, "collection": "Staff > Board", "collection_privacy": {"groups": ["A"]},
    }])  # fmt: skip
    put("documents/documents.yaml", [{"file": "card.pdf", "title": "Card", "tags": ["y"], "collection": "Library"}])


def empty_database() -> None:
    """As after the first migration, but for accounts."""
    Site.objects.all().delete()
    Page.objects.filter(depth=2).first().delete()  # type: ignore[union-attr]
    Page.objects.filter(depth=1).update(numchild=0)
    for model in reversed(list(term_models().values())):
        model._default_manager.update(**({"parent": None} if hasattr(model, "parent") else {"sort_order": 0}))
        model._default_manager.all().delete()
    for model in (get_image_model(), get_document_model(), Tag, Group, LibrarySettings, Revision):
        model.objects.all().delete()
    for collection in Collection.objects.filter(depth=2):
        collection.delete()


def tree(path: Path) -> dict[str, bytes]:
    """Every file of a folder."""
    return {file.relative_to(path).as_posix(): file.read_bytes() for file in path.rglob("*") if file.is_file()}


@pytest.fixture
def full(library: LibraryFolder) -> LibraryFolder:
    """The full library on disk."""
    get_user_model().objects.create(username="tom")
    full_library(library)
    library.remove("knowledge/ask-about-money.yaml")
    return library


def test_the_full_library_leaves_no_field_and_no_block_out(full: LibraryFolder) -> None:
    assert {next(iter(block)) for block in BODY} == {name for name, _ in BODY_BLOCKS}
    for kind in page_kinds().values():
        if kind.folder:
            said = {"title", "slug", *LIBRARY_FIELDS, *OWN_FIELDS[kind.name], *(["business_case", "cover_decorative"])}
            assert {codec.name for codec in codecs_of(kind.model)} <= said
    assert TERMS.keys() == term_models().keys()
    for stem, model in term_models().items():
        assert {codec.name for codec in codecs_of(model)} <= {name for term in TERMS[stem] for name in term}
    assert {codec.name for codec in codecs_of(LibrarySettings)} == SITE.keys()


def test_export_then_import_then_export_is_the_same_bytes(full: LibraryFolder, tmp_path: Path, media: Path) -> None:
    full.load()
    export_library(tmp_path / "one")
    assert import_library(tmp_path / "one").changed_nothing
    assert full.load().changed_nothing
    empty_database()
    for file in media.rglob("*.p*"):
        file.unlink()
    import_library(tmp_path / "one")
    export_library(tmp_path / "two")
    one, two = tree(tmp_path / "one"), tree(tmp_path / "two")
    assert one.keys() == two.keys()
    for name in one:
        assert one[name] == two[name], name
    assert import_library(tmp_path / "one").changed_nothing


def test_an_export_says_what_the_files_said(full: LibraryFolder, tmp_path: Path) -> None:
    full.load()
    export_library(tmp_path / "out")

    def read(path: Path) -> Any:
        return yaml.load(path.read_text(), Loader=yaml.BaseLoader)

    def ordered(data: dict[str, Any]) -> dict[str, Any]:
        for name in ("topics", "tags"):
            if name in data:
                data[name] = sorted(data[name], key=str.casefold)
        return {name: value for name, value in data.items() if value not in ("", "null")}

    for name in (
        "tools/all.yaml",
        "wellbeing/all.yaml",
        "initiatives/all.yaml",
        "knowledge/draft.yaml",
        "tools/case.yaml",
        "pages/about.yaml",
    ):
        ours, theirs = ordered(read(full.path / name)), ordered(read(tmp_path / "out" / name))
        if "first_published_at" not in ours:
            del theirs["first_published_at"]
        if "privacy" in ours and "groups" in ours["privacy"]:
            ours["privacy"]["groups"].sort()
        ours.pop("questionnaire", None), theirs.pop("questionnaire", None)
        assert theirs == ours, name


def test_an_export_names_no_account_by_its_e_mail(full: LibraryFolder, tmp_path: Path) -> None:
    get_user_model().objects.filter(username="tom").update(
        username="tom@example.org", email="tom@private.example", password="hash-of-it"
    )
    path = full.path / "initiatives/all.yaml"
    for file in full.path.glob("initiatives/*.yaml"):
        file.write_text(file.read_text().replace("contact_member: tom\n", "contact_member: tom@example.org\n"))
    assert "tom@example.org" in path.read_text()
    full.load()
    export_library(tmp_path / "out")
    everything = b"".join(tree(tmp_path / "out").values())
    for secret in (b"tom@", b"hash-of-it", b"private.example"):
        assert secret not in everything
    assert import_library(tmp_path / "out").changed_nothing, "silence keeps the contact"


def test_a_folder_that_is_not_empty_needs_overwrite(full: LibraryFolder, tmp_path: Path) -> None:
    full.load()
    out = tmp_path / "out"
    out.mkdir()
    (out / "notes.txt").write_text("mine")
    with pytest.raises(ExportError, match=r"is not empty\. Choose another folder, or add --overwrite"):
        export_library(out)
    assert [file.name for file in out.iterdir()] == ["notes.txt"]
    export_library(out, overwrite=True)
    KnowledgeArticlePage.objects.get(slug="all").delete()
    export_library(out, overwrite=True)
    assert not (out / "knowledge/all.yaml").exists()
    assert (out / "notes.txt").read_text() == "mine"


def test_a_link_to_a_deleted_page_is_left_as_words(library: LibraryFolder, tmp_path: Path) -> None:
    library.put(
        "knowledge/b.yaml",
        "type: article\ntitle: B\nslug: b\nsummary: b\nbody:\n  - rich_text: <p><a href='page:/knowledge/ask-about-money/'>how</a></p>\n",
    )
    library.load()
    KnowledgeArticlePage.objects.get(slug="ask-about-money").delete()
    export_library(tmp_path / "out")
    assert "<p>how</p>" in (tmp_path / "out/knowledge/b.yaml").read_text()
    assert import_library(tmp_path / "out").changed_nothing


def test_an_editors_page_exports_without_the_editors_marks(library: LibraryFolder, tmp_path: Path) -> None:
    library.load()
    page = KnowledgeArticlePage.objects.get(slug="ask-about-money")
    page.body = [("rich_text", '<p data-block-key="x1">Typed &amp; <b>saved</b></p>')]
    page.save_revision().publish()
    export_library(tmp_path / "out")
    text = (tmp_path / "out/knowledge/ask-about-money.yaml").read_text()
    assert "<p>Typed &amp; <b>saved</b></p>" in text
    assert import_library(tmp_path / "out").changed_nothing


def test_the_export_of_a_live_page_is_what_the_public_sees(library: LibraryFolder, tmp_path: Path) -> None:
    library.load()
    page = KnowledgeArticlePage.objects.get(slug="ask-about-money")
    page.title = "Not yet"
    page.save_revision()
    export_library(tmp_path / "out")
    assert "title: Ask about money\n" in (tmp_path / "out/knowledge/ask-about-money.yaml").read_text()
    assert import_library(tmp_path / "out").changed_nothing
    page = KnowledgeArticlePage.objects.get(slug="ask-about-money")
    assert page.get_latest_revision_as_object().title == "Not yet", "the editor's draft is left alone"
