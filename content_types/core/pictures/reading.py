"""Opening a picture, and reading no more of it than is needed.

Decoders are where odd files do harm: by size (a few kilobytes that become a gigabyte), by being cut short, by being something else. All of it
ends in a ``PictureError``.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Any

import filetype
from django.conf import settings
from PIL import ExifTags, Image
from pillow_heif import register_heif_opener

from content_types.core.pictures import errors
from content_types.core.pictures.errors import PictureError
from content_types.core.pictures.pixels import eight_bits, in_srgb, smaller, upright

register_heif_opener(thumbnails=False)

READABLE = ("JPEG", "PNG", "GIF", "WEBP", "AVIF", "HEIF")
MAX_SIDE = 16_000  # pixels; WebP ends at 16,383
MAX_RATIO = 50  # of the sides: the smallest size of a longer picture would be a line
_TURNED = {5, 6, 7, 8}  # values of EXIF's orientation that exchange the sides


@dataclass(frozen=True)
class OpenPicture:
    """A picture whose stated size is in bounds, and which is not decoded yet."""

    name: str
    picture: Any  # PIL's ImageFile
    kind: str
    orientation: int
    head: bytes  # the first bytes of the file

    @property
    def size(self) -> tuple[int, int]:
        """Width and height as it is seen: a phone held upright writes the sides exchanged."""
        width, height = self.picture.size
        return (height, width) if self.orientation in _TURNED else (width, height)

    @property
    def moves(self) -> bool:
        """Whether it has more than one frame. The second picture of a phone's JPEG or HEIC is no frame."""
        return self.kind in {"PNG", "GIF", "WEBP", "AVIF"} and bool(getattr(self.picture, "is_animated", False))

    def read(self, shrink: float = 1) -> None:
        """Decode it to its end, a JPEG no larger than 1/``shrink``. Raises PictureError where it is damaged."""
        with refusing(self.name):
            if self.kind == "JPEG" and shrink > 1:
                width, height = self.picture.size
                self.picture.draft(None, (max(1, int(width / shrink)), max(1, int(height / shrink))))
            self.picture.load()

    def pixels(self, shrink: float = 1) -> Image.Image:
        """What is seen: upright, in sRGB, eight bits a channel, without anything beside; at least 1/``shrink`` of the size."""
        whole = self.picture.width
        self.read(shrink)
        with refusing(self.name):
            profile = self.picture.info.get("icc_profile")
            found = eight_bits(self.picture)
            factor = int(shrink * self.picture.width / whole)
            if factor > 1:
                found = smaller(found, factor)
            return in_srgb(upright(found, self.orientation), profile)


def open_picture(file: IO[bytes] | Any, name: str) -> OpenPicture:
    """Open a picture of a kind that we read, within bounds. Raises PictureError."""
    with refusing(name):
        file.seek(0)
        head = file.read(4096)
        _require_kind(head, name)
        file.seek(0)
        picture = Image.open(file, formats=READABLE)
        width, height = picture.size
        _require_bounds(width, height, name)
        # Not PNG's own `getexif`, which decodes the picture to look behind it.
        orientation = Image.Image.getexif(picture).get(ExifTags.Base.Orientation, 1)
        kind = "JPEG" if picture.format == "MPO" else str(picture.format)
        return OpenPicture(name, picture, kind, orientation if orientation in range(1, 9) else 1, head)


def _require_kind(head: bytes, name: str) -> None:
    """Name the kind of what is plainly another kind of file."""
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") and b"<svg" in head.lower():
        raise PictureError(errors.OTHER_KIND, name, kind="SVG")
    kind = filetype.guess_extension(head)
    if kind and kind not in {"jpg", "png", "apng", "gif", "webp", "avif", "heic"}:
        raise PictureError(errors.OTHER_KIND, name, kind=kind.upper().replace("TIF", "TIFF"))


def _require_bounds(width: int, height: int, name: str) -> None:
    longer, shorter = max(width, height), min(width, height)
    if width * height > settings.PICTURE_MAX_PIXELS or longer > MAX_SIDE:
        raise _too_large(name)
    if longer > MAX_RATIO * shorter:
        raise PictureError(errors.TOO_NARROW, name, ratio=MAX_RATIO)


def _too_large(name: str) -> PictureError:
    millions = settings.PICTURE_MAX_PIXELS // 1_000_000
    return PictureError(errors.TOO_LARGE, name, millions=millions, side=MAX_SIDE)


@contextmanager
def refusing(name: str) -> Iterator[None]:
    """Make a PictureError of whatever a file leads its decoder into."""
    try:
        yield
    except PictureError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_large(name) from error
    except Exception as error:
        raise PictureError(errors.UNREADABLE, name) from error
