"""Which kind of file an address names, by its ending; the same on every machine, as Python's ``mimetypes`` is not."""

from __future__ import annotations

from pathlib import PurePosixPath
from urllib.parse import urlsplit

HTML = "text/html"
CAPTIONS = "text/vtt"
_VIDEO, _AUDIO = "video", "audio"
# Of what may be uploaded as a document (WAGTAILDOCS_EXTENSIONS), and of recordings elsewhere.
MEDIA_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "odt": "application/vnd.oasis.opendocument.text",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "csv": "text/csv",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odp": "application/vnd.oasis.opendocument.presentation",
    "txt": "text/plain",
    "vtt": CAPTIONS,
    "mp3": "audio/mpeg",
    "m4a": "audio/mp4",
    "aac": "audio/aac",
    "flac": "audio/flac",
    "oga": "audio/ogg",
    "ogg": "audio/ogg",
    "opus": "audio/ogg",
    "wav": "audio/wav",
    "mp4": "video/mp4",
    "m4v": "video/mp4",
    "mov": "video/quicktime",
    "ogv": "video/ogg",
    "webm": "video/webm",
    "m3u8": "application/vnd.apple.mpegurl",
}
_OF_BOTH = {"mp4", "ogg", "webm"}  # endings of files with sound alone as well


def media_type(address: str) -> str | None:
    """The MIME type of a file by the end of its name or address, a query left out; None where that tells nothing."""
    return MEDIA_TYPES.get(_ending(address))


def recording_type(address: str, kind: str) -> str | None:
    """The MIME type of a recording of this kind (``video``, ``audio``); None where the address names no file with sound."""
    found = media_type(address)
    if found is None or found == MEDIA_TYPES["m3u8"]:
        return found
    is_recording = found.startswith((f"{_VIDEO}/", f"{_AUDIO}/"))
    if not is_recording:
        return None
    return f"{kind}/{found.partition('/')[2]}" if _ending(address) in _OF_BOTH else found


def _ending(address: str) -> str:
    return PurePosixPath(urlsplit(address).path).suffix.lstrip(".").lower()
