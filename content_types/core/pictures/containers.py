"""JPEG, PNG and WebP files with nothing left but the picture, bit for bit as it was.

What is not known to belong to the picture is left out: EXIF, XMP, IPTC, comments, text, thumbnails, maker's notes, second pictures, whatever stands
behind the end. Orientation and colour profiles go with it, so these are for pictures that need neither.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator

_JPEG_START, _JPEG_END = b"\xff\xd8", b"\xff\xd9"
_SCAN = 0xDA
_NEXT_MARKER = re.compile(rb"\xff+([^\x00\xff\xd0-\xd7])", re.DOTALL)  # not a stuffed byte, not a restart
_APP0, _APP14 = 0xE0, 0xEE
_PICTURE_MARKERS = {*range(0xC0, 0xD0), 0xDB, 0xDC, 0xDD}  # tables, frames, restarts
_JFIF = b"JFIF\x00"

_PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_PNG_CHUNKS = {b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND", b"sRGB", b"gAMA", b"cHRM", b"sBIT", b"bKGD", b"pHYs"}

_WEBP_CHUNKS = {b"VP8 ", b"VP8L", b"VP8X", b"ALPH"}
_WEBP_ALPHA = 0x10  # the one flag of VP8X that stays


def strip_jpeg(data: bytes) -> bytes:
    """A JPEG without what is not the picture. Raises ValueError where it is no JPEG."""
    return b"".join((_JPEG_START, *_jpeg_parts(data), _JPEG_END))


def _jpeg_parts(data: bytes) -> Iterator[bytes]:
    found = _NEXT_MARKER.search(data, 2)
    while found and found[1] != _JPEG_END[1:]:
        marker, start = found[1][0], found.end()
        (length,) = struct.unpack_from(">H", data, start)
        end = start + length
        following = _NEXT_MARKER.search(data, end)
        if marker == _SCAN:
            end = following.start() if following else len(data)
        kept = _jpeg_segment(marker, data[start:end])
        if kept is not None:
            yield b"\xff" + bytes([marker]) + kept
        found = following


def _jpeg_segment(marker: int, segment: bytes) -> bytes | None:
    """A segment from its length on as it stays, or None."""
    if marker == _APP0 and segment[2:7] == _JFIF:
        return b"\x00\x10" + segment[2:14] + b"\x00\x00"  # without its thumbnail
    if marker == _APP14 and segment[2:7] == b"Adobe":
        return b"\x00\x0e" + segment[2:14]  # which colours the channels are
    return segment if marker in _PICTURE_MARKERS or marker == _SCAN else None


def strip_png(data: bytes) -> bytes:
    """A PNG without what is not the picture."""
    parts, at = [_PNG_SIGNATURE], len(_PNG_SIGNATURE)
    while at < len(data):
        (length,) = struct.unpack_from(">I", data, at)
        name, end = data[at + 4 : at + 8], at + 12 + length
        if name in _PNG_CHUNKS:
            parts.append(data[at:end])
        if name == b"IEND":
            break
        at = end
    return b"".join(parts)


def strip_webp(data: bytes) -> bytes:
    """A WebP without what is not the picture."""
    parts, at = [b"WEBP"], 12
    (length,) = struct.unpack_from("<I", data, 4)
    while at + 8 <= min(len(data), length + 8):
        name, size = struct.unpack_from("<4sI", data, at)
        end = at + 8 + size + size % 2
        if name == b"VP8X":
            parts.append(data[at : at + 8] + bytes([data[at + 8] & _WEBP_ALPHA]) + data[at + 9 : end])
        elif name in _WEBP_CHUNKS:
            parts.append(data[at:end])
        at = end
    body = b"".join(parts)
    return b"RIFF" + struct.pack("<I", len(body)) + body
