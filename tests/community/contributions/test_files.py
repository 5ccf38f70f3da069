"""Files of contributions: what is taken, that it is private until its page is published, and what looks for malware."""

from __future__ import annotations

import socketserver
import struct
import threading
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image
from pypdf import PdfWriter

from cms.images.models import LibraryImage
from community import retention
from community.contributions.models import Contribution, Upload
from community.contributions.scanning import ScannerAway, ask_clamd
from tests.community.contributions.people import account, article, asking, members
from tests.review.people import in_review
from tests.support.keys import bearer, member_key
from tests.support.tree import Tree

pytestmark = pytest.mark.django_db
SUBMIT = """mutation($input: SubmitContributionInput!) {
    did: submitContribution(input: $input) { contribution { id } errors { code field } } }"""
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-" + b"ANTIVIRUS-TEST-FILE!$H+H*"


def photo(place: bool = True) -> bytes:
    """A JPEG of a phone, with the place where it was taken."""
    picture, exif = Image.new("RGB", (64, 48), "teal"), Image.Exif()
    if place:
        exif.get_ifd(0x8825)[1] = "N"
        exif[0x010F] = "PhoneMaker"
    out = BytesIO()
    picture.save(out, "JPEG", exif=exif)
    return out.getvalue()


def paper() -> bytes:
    """A PDF of one page."""
    writer, out = PdfWriter(), BytesIO()
    writer.add_blank_page(width=72, height=72)
    writer.write(out)
    return out.getvalue()


PDF = paper()


@pytest.fixture
def ana(tree: Tree, settings: Any, tmp_path: Any) -> Any:
    settings.MEDIA_ROOT = tmp_path
    in_review(tree)
    return members(1)[0]


def send(user: Any, name: str, content: bytes, **fields: str) -> Any:
    client = Client(headers=bearer(member_key(user)) if user is not None else {})
    return client.post("/contributions/files/", {"file": SimpleUploadedFile(name, content), **fields})


def test_a_picture_is_clean_private_and_shown_when_its_page_is(ana: Any) -> None:
    answer = send(ana, "../../IMG_1.exe", photo(), altText="A kitchen")
    assert (answer.status_code, answer.json()["kind"], answer.json()["name"]) == (201, "IMAGE", "IMG_1.jpg")
    image = LibraryImage.objects.get()
    assert b"PhoneMaker" not in image.file.read()
    key = answer.json()["id"]
    did = asking(ana)(SUBMIT, input=article(body=f"One\n\n![](upload:{key})\n\nTwo", files=[key]))["did"]
    assert did["errors"] == []
    page = Contribution.objects.get().page.specific.get_latest_revision_as_object()
    assert [block.block_type for block in page.body] == ["rich_text", "image", "rich_text"]
    assert page.body[1].value["alt_text"] == "A kitchen"
    address = image.file.url
    assert Client().get(address).status_code in {302, 403, 404}
    page.get_latest_revision().publish()
    assert LibraryImage.objects.get().collection.is_root()


def test_what_is_not_taken(ana: Any, settings: Any) -> None:
    settings.UPLOAD_MEGABYTES = 1
    bad = {
        "x.svg": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        "x.html": b"<!doctype html><script>alert(1)</script>",
        "x.jpg": b"<html><script>alert(1)</script>",
        "x.pdf": b"not a pdf",
        "big.pdf": PDF + b" " * 2**20,
        "torn.jpg": photo()[:200],
        "e.exe": b"MZ" + b"\0" * 200,
        "empty.png": b"",
    }
    for name, content in bad.items():
        answer = send(ana, name, content)
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "BAD_INPUT"), name
    assert send(None, "x.jpg", photo()).status_code == 401
    assert not Upload.objects.exists()


def test_once_and_nobody_elses(ana: Any) -> None:
    first = send(ana, "a.jpg", photo(), idempotencyKey="f1").json()["id"]
    assert send(ana, "a.jpg", photo(), idempotencyKey="f1").json()["id"] == first
    assert send(ana, "b.jpg", photo()).json()["id"] == first, "the same bytes, not used yet"
    assert send(ana, "a.jpg", photo(), idempotencyKey="f2").json()["id"] != first, "each key has its own"
    assert send(ana, "a.pdf", PDF, idempotencyKey="f1").status_code == 409
    other = asking(account("other", None))(SUBMIT, input=article(files=[first]))["did"]
    assert [(one["code"], one["field"]) for one in other["errors"]] == [("BAD_INPUT", "files")]
    document = send(ana, "a.pdf", PDF).json()["id"]
    did = asking(ana)(SUBMIT, input=article(type="TOOL", files=[document, first], submit=False))["did"]
    assert did["errors"] == []
    tool = Contribution.objects.get().page.specific.get_latest_revision_as_object()
    assert ([one.document.title for one in tool.downloads.all()], tool.body[-1].block_type) == (["a"], "image")


def test_what_nothing_names_goes_after_a_week(ana: Any) -> None:
    send(ana, "a.jpg", photo())
    retention.apply()
    assert Upload.objects.exists()
    Upload.objects.update(orphan_since=timezone.now() - timedelta(days=8))
    retention.apply()
    assert not Upload.objects.exists()
    assert not LibraryImage.objects.exists()


class Clamd(socketserver.BaseRequestHandler):
    """As much of clamd as INSTREAM is: it finds EICAR's test file."""

    def handle(self) -> None:
        assert self._read(10) == b"zINSTREAM\0"
        content = b""
        while length := struct.unpack("!L", self._read(4))[0]:
            content += self._read(length)
        found = b"Eicar-Test-Signature FOUND" if EICAR in content else b"OK"
        self.request.sendall(b"stream: " + found + b"\0")

    def _read(self, length: int) -> bytes:
        out = b""
        while len(out) < length:
            out += self.request.recv(length - len(out))
        return out


@pytest.fixture
def clamd() -> Iterator[str]:
    with socketserver.TCPServer(("127.0.0.1", 0), Clamd) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"tcp://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


def test_clamd_looks_first(ana: Any, settings: Any, clamd: str) -> None:
    settings.CLAMD_ADDRESS = clamd
    assert ask_clamd(clamd, b"x" * 200_000) == ""
    assert send(ana, "a.pdf", PDF).status_code == 201
    answer = send(ana, "b.pdf", PDF + EICAR)
    assert (answer.status_code, "Eicar-Test-Signature" in answer.json()["errors"][0]["message"]) == (400, True)
    settings.CLAMD_ADDRESS = "unix:/nowhere"
    away = send(ana, "c.pdf", PDF + b"%")
    assert (away.status_code, away["Retry-After"]) == (503, "60")
    with pytest.raises(ScannerAway):
        ask_clamd("tcp://127.0.0.1:1", b"x")
    assert Upload.objects.count() == 1
