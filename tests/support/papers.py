"""Documents that name their writer."""

from __future__ import annotations

import io
import zipfile

from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DecodedStreamObject, DictionaryObject, NameObject, NumberObject

WRITER = "Amina Okafor"
TITLE = "The leaflet"
_XMP = f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><creator>{WRITER}</creator></x:xmpmeta>'
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_DC = 'xmlns:dc="http://purl.org/dc/elements/1.1/"'


def pdf(writer: str | None = WRITER, *, xmp: bool = False, password: str = "", signed: bool = False) -> bytes:
    """One blank page."""
    made = PdfWriter()
    page = made.add_blank_page(100, 100)
    made.metadata = {"/Title": TITLE, "/Producer": "A printer"} | ({"/Author": writer, "/Ward": "7"} if writer else {})
    if xmp:
        stream = DecodedStreamObject()
        stream.set_data(_XMP.encode())
        for one in (made.root_object, page):
            one[NameObject("/Metadata")] = made._add_object(stream)
    if signed:
        form = DictionaryObject({NameObject("/SigFlags"): NumberObject(3), NameObject("/Fields"): ArrayObject()})
        made.root_object[NameObject("/AcroForm")] = form
    if password:
        made.encrypt(password)
    out = io.BytesIO()
    made.write(out)
    return out.getvalue()


def office(writer: str = WRITER) -> bytes:
    """A Word file as far as its properties go, with a part beside them."""
    core = (
        f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" {_DC}><dc:title>{TITLE}</dc:title>'
        f"<dc:creator>{writer}</dc:creator><cp:lastModifiedBy>{writer}</cp:lastModifiedBy></cp:coreProperties>"
    )
    parts = {
        "docProps/core.xml": (f"{_PACKAGE}/relationships/metadata/core-properties", core),
        "docProps/app.xml": (
            f"{_RELATIONS}/extended-properties",
            f"<Properties><Company>{writer}’s</Company></Properties>",
        ),
        "docProps/custom.xml": (f"{_RELATIONS}/custom-properties", f"<Properties>{writer}</Properties>"),
        "word/document.xml": (f"{_RELATIONS}/officeDocument", "<document>Words.</document>"),
    }
    relations = "".join(f'<Relationship Type="{kind}" Target="{name}"/>' for name, (kind, _) in parts.items())
    files = {"_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{relations}</Relationships>'}
    return zipped(files | {name: content for name, (_, content) in parts.items()})


def open_document(writer: str = WRITER) -> bytes:
    """A LibreOffice file as far as its properties go, with a part beside them."""
    office_names = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
    meta = (
        f'<office:document-meta xmlns:office="{office_names}" {_DC}><office:meta><dc:title>{TITLE}</dc:title>'
        f"<dc:creator>{writer}</dc:creator></office:meta></office:document-meta>"
    )
    mimetype = "application/vnd.oasis.opendocument.text"
    return zipped({"mimetype": mimetype, "content.xml": "<document>Words.</document>", "meta.xml": meta})


def zipped(files: dict[str, str]) -> bytes:
    """An archive of these, in this order."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(
                name, content, compress_type=zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            )
    return out.getvalue()
