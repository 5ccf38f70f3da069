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
from content_types.core.site_settings import LibrarySettings
from content_types.knowledge.models import KnowledgeArticlePage
from import_export.exporting import ExportError, export_library
from import_export.importing import import_library
from import_export.records import codecs_of
from import_export.schema import page_kinds, term_models
from tests.import_export.full_library import BODY, LIBRARY_FIELDS, OWN_FIELDS, SITE, TERMS, full_library
from tests.import_export.library_folder import LibraryFolder


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
    get_user_model().objects.create(username="tom", contact_agreed=True)
    full_library(library)
    library.remove("knowledge/ask-about-money.yaml")
    return library


def test_the_full_library_leaves_no_field_and_no_block_out(full: LibraryFolder) -> None:
    assert {next(iter(block)) for block in BODY} == {name for name, _ in BODY_BLOCKS}
    for kind in page_kinds().values():
        if kind.folder:
            assert kind.name in OWN_FIELDS, f"say its fields in whole.py of its tests: {kind.name}"
            said = {"title", "slug", *LIBRARY_FIELDS, *OWN_FIELDS[kind.name], *(["business_case", "cover_decorative"])}
            assert {codec.name for codec in codecs_of(kind.model)} <= said
    assert TERMS.keys() == term_models().keys()
    for stem, model in term_models().items():
        assert {codec.name for codec in codecs_of(model)} <= {name for term in TERMS[stem] for name in term}
    assert {codec.name for codec in codecs_of(LibrarySettings)} == SITE.keys()


@pytest.mark.differs_by_database
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
        "type: article\ntitle: B\nslug: b\nsummary: b\nbody:\n"
        "  - rich_text: <p><a href='page:/knowledge/ask-about-money/'>how</a></p>\n",
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
