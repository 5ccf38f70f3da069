"""What is stored of a picture: the picture.

A file that holds nothing else is stored as it came. Otherwise its container is stripped, and the picture stays bit for bit; only where it
must be turned, or its colours mean something else without what goes, is it written anew.
"""

from __future__ import annotations

from io import BytesIO
from math import ceil
from pathlib import PurePath
from typing import IO, Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, JpegImagePlugin

from content_types.core.pictures import errors
from content_types.core.pictures.containers import strip_jpeg, strip_png, strip_webp
from content_types.core.pictures.errors import PictureError
from content_types.core.pictures.pixels import changes_colours
from content_types.core.pictures.reading import OpenPicture, open_picture, refusing

ENDINGS = {"JPEG": ("jpg", "jpeg"), "PNG": ("png",), "GIF": ("gif",), "WEBP": ("webp",), "AVIF": ("avif",)}
MASTER_SIDE = 4096  # pixels of what is written anew; the largest size that is given out has 1600
_STRIPPED = {"JPEG": strip_jpeg, "PNG": strip_png, "WEBP": strip_webp}
_MODES = {
    "JPEG": {"L", "RGB"},
    "PNG": {"1", "L", "LA", "P", "RGB", "RGBA"},
    "WEBP": {"RGB", "RGBA"},
    "AVIF": {"RGB", "RGBA"},
}
_AVIF_BOXES = {b"ftyp", b"meta", b"mdat"}


class CleanPicture(SimpleUploadedFile):
    """The file of a picture as it is stored: nothing in it but the picture, under the ending of its kind."""

    def __init__(self, name: str, content: bytes, kind: str) -> None:
        super().__init__(right_name(name, kind), content, content_type=f"image/{kind.lower()}")
        self.kind = kind


def clean_picture(file: IO[bytes] | Any, name: str) -> CleanPicture:
    """Read a picture to its end, and give what is stored of it. Raises PictureError. What is clean is given back unchanged."""
    source = open_picture(file, name)
    if source.moves:
        raise PictureError(errors.MOVES, name)
    content, kind = _written(source) if _needs_writing(source) else _bare(source, file)
    return CleanPicture(name, content, kind)


def right_name(name: str, kind: str) -> str:
    """The name with an ending of its kind."""
    path = PurePath(name)
    if path.suffix.lower().lstrip(".") in ENDINGS[kind]:
        return name
    return str(path.with_name(f"{path.stem}.{ENDINGS[kind][0]}"))


def _needs_writing(source: OpenPicture) -> bool:
    profile = source.picture.info.get("icc_profile")
    return (
        source.orientation != 1
        or source.picture.mode not in _MODES.get(source.kind, ())
        or bool(profile and changes_colours(profile))
    )


def _bare(source: OpenPicture, file: IO[bytes] | Any) -> tuple[bytes, str]:
    """The file without what is not the picture, which can be decoded to its end; and its kind."""
    source.read(shrink=8)  # every bit of a JPEG is read, at an eighth of the size
    file.seek(0)
    data = file.read()
    if source.kind == "AVIF":
        return (data, "AVIF") if _is_bare_avif(data, source.picture) else _written(source)
    with refusing(source.name):
        bare = _STRIPPED[source.kind](data)
    if bare != data:
        open_picture(BytesIO(bare), source.name).read(shrink=8)
    return bare, source.kind


def _is_bare_avif(data: bytes, picture: Any) -> bool:
    """Whether an AVIF holds nothing beside: Pillow names what its items are, and boxes of other kinds are not the picture's."""
    at, names = 0, set()
    while at + 8 <= len(data):
        size, name = int.from_bytes(data[at : at + 4]), data[at + 4 : at + 8]
        names.add(name)
        if size < 8:  # to the end of the file, or in the 64 bits that follow: rare enough to be written anew
            return False
        at += size
    return names <= _AVIF_BOXES and not {"exif", "xmp", "icc_profile"} & set(picture.info)


def _written(source: OpenPicture) -> tuple[bytes, str]:
    """The picture written anew, and its kind."""
    if source.kind == "GIF":
        return _written_gif(source), "GIF"
    options = _options(source)
    pixels = source.pixels(ceil(max(source.size) / MASTER_SIDE))
    kind = source.kind
    if kind == "HEIF":  # which browsers do not show
        kind = "PNG" if pixels.mode == "RGBA" else "JPEG"
    output = BytesIO()
    with refusing(source.name):
        pixels.save(output, kind, **options)
    return output.getvalue(), kind


def _options(source: OpenPicture) -> dict[str, Any]:
    """How it is written: a JPEG with its own tables, so that it becomes neither larger nor much worse."""
    picture = source.picture
    if source.kind == "JPEG" and picture.mode in {"L", "RGB"}:
        return {"qtables": picture.quantization, "subsampling": JpegImagePlugin.get_sampling(picture), "optimize": True}
    if source.kind == "WEBP":
        return {"lossless": True} if b"VP8L" in source.head[:64] else {"quality": 90}
    return {"quality": 90} if source.kind in {"AVIF", "HEIF", "JPEG"} else {}


def _written_gif(source: OpenPicture) -> bytes:
    """A GIF written anew, which leaves out its comments; its colours are a palette and stay the same."""
    source.read()
    picture: Image.Image = source.picture.copy()
    picture.info = {key: value for key, value in picture.info.items() if key == "transparency"}
    output = BytesIO()
    with refusing(source.name):
        picture.save(output, "GIF", optimize=False)
    return output.getvalue()
