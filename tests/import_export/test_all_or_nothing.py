"""What a rejected import leaves behind: nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from taggit.models import Tag
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Collection, Page, Revision, Site

from content_types.core.models import HomePage
from content_types.core.site_settings import LibrarySettings
from content_types.knowledge.models import KnowledgeArticlePage
from content_types.taxonomy.models import Topic
from import_export.importing import LibraryImport
from import_export.page_writing import ChangedMeanwhileError
from import_export.problems import ImportRejected
from tests.import_export.library_folder import ARTICLE, LibraryFolder
from tests.support.papers import pdf

pytestmark = pytest.mark.differs_by_database

A = "knowledge/ask-about-money.yaml"


def everything(media: Path) -> dict[str, object]:
    """What there is, in the database and on disk."""
    return {
        "pages": list(Page.objects.order_by("pk").values_list("pk", "slug", "live", "latest_revision_id")),
        "site": list(Site.objects.values_list("root_page_id", flat=True)),
        "topics": list(Topic.objects.values_list("slug", "latest_revision_id")),
        "revisions": Revision.objects.count(),
        "collections": Collection.objects.count(),
        "images": list(get_image_model().objects.values_list("file", "file_hash")),
        "documents": list(get_document_model().objects.values_list("file", "file_hash")),
        "settings": LibrarySettings.objects.count(),
        "tags": Tag.objects.count(),
        "files": {path.relative_to(media).as_posix(): path.read_bytes() for path in media.rglob("*") if path.is_file()},
    }


def test_a_problem_anywhere_writes_nothing(library: LibraryFolder, media: Path) -> None:
    before = everything(media)
    library.put("initiatives/last.yaml", "type: initiative\ntitle: Broken\n")
    with pytest.raises(ImportRejected):
        library.load()
    assert everything(media) == before


def test_what_the_database_rejects_is_taken_back_files_included(
    library: LibraryFolder, media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.load()
    before = everything(media)
    library.picture("images/ward.png", "red")
    library.picture("images/other.png", "blue")
    library.put(
        "images/images.yaml", "- {file: ward.png, title: Ward}\n- {file: other.png, title: Other, collection: New}\n"
    )
    library.put(
        "taxonomy/topics.yaml",
        "- {slug: poverty, name: Changed, definition: x}\n- {slug: new, name: New, definition: x}\n",
    )
    library.put(A, ARTICLE + "tags: [a new tag]\n")
    library.put("knowledge/zebra.yaml", ARTICLE.replace("ask-about-money", "zebra"))

    def refuse(self: KnowledgeArticlePage) -> None:
        if self.slug == "zebra" and self.pk:
            raise ValidationError({"title": "The database refuses it."})

    monkeypatch.setattr(KnowledgeArticlePage, "clean", refuse)
    with pytest.raises(ImportRejected) as refused:
        library.load()
    assert [str(problem) for problem in refused.value.problems] == [
        "knowledge/zebra.yaml:2: title: The database refuses it."
    ]
    assert everything(media) == before


def test_a_crash_is_taken_back_too(library: LibraryFolder, media: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = everything(media)

    def crash(self: KnowledgeArticlePage, **kwargs: object) -> None:
        raise KeyboardInterrupt

    job = LibraryImport(library.path)
    job.check()
    monkeypatch.setattr(KnowledgeArticlePage, "save_revision", crash)
    with pytest.raises(KeyboardInterrupt):
        job.write()
    assert everything(media) == before


def test_a_trial_writes_nothing_and_counts(library: LibraryFolder, media: Path) -> None:
    before = everything(media)
    job = LibraryImport(library.path)
    job.check()
    outcome = job.write(dry_run=True)
    assert outcome.counts["knowledge"] == {"created": 1}
    assert everything(media) == before


def test_a_file_that_changes_between_check_and_write_stops_it(library: LibraryFolder, media: Path) -> None:
    before = everything(media)
    job = LibraryImport(library.path)
    job.check()
    library.put(A, "type: article\ntitle: Too short\n")
    with pytest.raises(ChangedMeanwhileError):
        job.write()
    assert everything(media) == before


@pytest.mark.usefixtures("new_installation")
def test_a_file_that_nobody_uses_is_not_overwritten(library: LibraryFolder, media: Path) -> None:
    (media / "documents").mkdir()
    (media / "documents" / "card.pdf").write_bytes(b"somebody else's")
    with pytest.raises(ImportRejected) as refused:
        library.load()
    assert "documents/documents.yaml:1: [1]: The media store already has another file documents/card.pdf" in str(
        refused.value.problems[0]
    )
    assert (media / "documents" / "card.pdf").read_bytes() == b"somebody else's"
    assert not HomePage.objects.exists()


def test_the_same_file_left_by_an_earlier_database_is_used(library: LibraryFolder, media: Path) -> None:
    (media / "documents").mkdir()
    (media / "documents" / "card.pdf").write_bytes(pdf(None))
    library.load()
    assert get_document_model().objects.get().file.name == "documents/card.pdf"
