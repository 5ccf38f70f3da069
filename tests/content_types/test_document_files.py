"""What is stored and given out of a document names nobody in its properties, however it came in."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader
from wagtail.documents import get_document_model
from wagtail.models import Collection

from content_types.core.document_files import office as office_files
from content_types.core.document_files import pdf_process
from content_types.core.document_files.cleaning import clean_document
from content_types.core.document_files.errors import PROTECTED, SIGNED, TOO_LARGE, UNREADABLE, DocumentError
from tests.support.papers import TITLE, WRITER, office, open_document, pdf, zipped
from tests.support.tree import Tree

NAMED = {
    "a.pdf": pdf(),
    "xmp.pdf": pdf(xmp=True),
    "only-xmp.PDF": pdf(None, xmp=True),
    "a.docx": office(),
    "a.xlsx": office(),
    "a.pptx": office(),
    "a.odt": open_document(),
}


@pytest.fixture(autouse=True)
def media(tmp_path: Path, settings: Any) -> Path:
    """A media store of the test's own."""
    settings.MEDIA_ROOT = str(tmp_path / "media")
    return tmp_path


def cleaned(given: bytes, name: str) -> bytes:
    return clean_document(ContentFile(given, name), name).read()


def words_of(given: bytes) -> bytes:
    """Everything in a file, unpacked."""
    if given.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(given)) as archive:
            return b"\n".join(archive.read(name) for name in archive.namelist())
    return given


@pytest.mark.parametrize("name", NAMED)
def test_nobody_is_named_and_the_title_stays(name: str) -> None:
    given, stored = NAMED[name], cleaned(NAMED[name], name)
    assert WRITER.encode() in words_of(given)
    assert WRITER.encode() not in words_of(stored)
    assert TITLE.encode() in words_of(stored)
    assert cleaned(stored, name) == stored


def test_what_a_pdf_says_stays() -> None:
    read = PdfReader(io.BytesIO(cleaned(pdf(xmp=True), "a.pdf")))
    assert len(read.pages) == 1
    assert read.metadata == {"/Title": TITLE, "/Producer": "A printer"}


def test_every_other_part_of_an_office_file_stays() -> None:
    before, after = (zipfile.ZipFile(io.BytesIO(one)) for one in (NAMED["a.odt"], cleaned(NAMED["a.odt"], "a.odt")))
    assert before.namelist() == after.namelist()
    assert after.getinfo("mimetype").compress_type == zipfile.ZIP_STORED  # as ODF wants its first part
    assert after.read("content.xml") == before.read("content.xml")


@pytest.mark.parametrize(
    ("given", "name"), [(pdf(None), "a.pdf"), (b"a,b", "a.csv"), (b"Words", "a.txt"), (b"ID3", "a.mp3")]
)
def test_what_names_nobody_is_stored_bit_for_bit(given: bytes, name: str) -> None:
    assert cleaned(given, name) == given


REFUSED = {
    "password.pdf": (pdf(password="secret"), PROTECTED),
    "signed.pdf": (pdf(signed=True), SIGNED),
    "words.pdf": (b"Words", UNREADABLE),
    "short.pdf": (pdf()[:200], UNREADABLE),
    "words.docx": (b"Words", UNREADABLE),
    "password.docx": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), PROTECTED),
    "no-relations.docx": (zipped({"word/document.xml": "<a/>"}), UNREADABLE),
    "bad-relations.docx": (zipped({"_rels/.rels": "<a"}), UNREADABLE),
    "password.odt": (zipped({"META-INF/manifest.xml": "<encryption-data/>"}), PROTECTED),
    "much.docx": (zipped({"_rels/.rels": "<a/>", "word/document.xml": "0" * 3_000_000}), TOO_LARGE),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_looked_into_is_refused_with_the_reason(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office_files, "MOST_BYTES", 2_000_000)
    given, code = REFUSED[name]
    with pytest.raises(DocumentError) as refused:
        cleaned(given, name)
    assert refused.value.code == code
    assert name in refused.value.words


def test_a_signed_pdf_that_names_nobody_is_taken() -> None:
    given = pdf(None, signed=True)
    assert cleaned(given, "a.pdf") == given


def test_reading_a_pdf_is_bounded(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    slow = tmp_path / "slow.py"
    slow.write_text("import time; time.sleep(60)")
    monkeypatch.setattr("content_types.core.document_files.pdf._PROGRAM", slow)
    monkeypatch.setattr("content_types.core.document_files.pdf._PATIENCE", 0.2)
    with pytest.raises(DocumentError, match="damaged"):
        cleaned(pdf(), "a.pdf")
    assert (pdf_process.SECONDS, pdf_process.MEMORY) == (30, 2 * 1024**3)


def upload(client: Client, address: str, given: bytes, name: str, **more: Any) -> Any:
    file = SimpleUploadedFile(name, given)
    field = "files[]" if "multiple" in address else "file"
    return client.post(address, {"title": "T", field: file, "collection": Collection.get_first_root_node().pk, **more})


def test_every_way_into_the_admin_cleans(admin_client: Client, tree: Tree) -> None:
    for address in ("wagtaildocs:add", "wagtaildocs:add_multiple", "wagtaildocs_chooser:create"):
        prefix = "document-chooser-upload-" if "chooser" in address else ""
        file = {f"{prefix}file": SimpleUploadedFile("a.pdf", pdf()), f"{prefix}title": "T"} if prefix else {}
        more = {**file, f"{prefix}collection": Collection.get_first_root_node().pk} if prefix else {}
        upload(admin_client, reverse(address), pdf(), "a.pdf", **more)
        stored = get_document_model().objects.get()
        with stored.open_file() as opened:
            content = opened.read()
        assert WRITER.encode() not in content
        assert stored.file_size in (None, len(content))
        stored.delete()


def test_an_upload_that_cannot_be_cleaned_is_refused_in_the_form(admin_client: Client, tree: Tree) -> None:
    answer = upload(admin_client, reverse("wagtaildocs:add"), pdf(signed=True), "a.pdf").content.decode()
    assert "“a.pdf” is signed" in answer
    assert not get_document_model().objects.exists()


@pytest.mark.django_db
def test_documents_that_were_stored_before_are_cleaned_by_a_command(capsys: pytest.CaptureFixture[str]) -> None:
    model = get_document_model()
    kept = [model.objects.create(title=name, file=ContentFile(pdf(None), f"{name}.pdf")) for name in "abc"]
    for one, content in zip(kept, (pdf(), pdf(signed=True), pdf(None)), strict=True):
        Path(one.file.path).write_bytes(content)
    call_command("clean_documents")
    said = capsys.readouterr().out
    assert "1 documents cleaned." in said
    assert "“b”: “b.pdf” is signed" in said
    names = [one.file.name for one in kept]
    assert [one.file.name for one in model.objects.order_by("pk")] == names
    assert WRITER.encode() not in Path(kept[0].file.path).read_bytes()
    call_command("clean_documents")
    assert "0 documents cleaned." in capsys.readouterr().out
