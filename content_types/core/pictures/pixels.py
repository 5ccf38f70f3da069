"""Pixels as every reader sees them: upright, in sRGB, eight bits a channel."""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO

from PIL import Image, ImageCms

_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_SIXTEEN_BITS = {"I", "I;16", "I;16B", "I;16L", "I;16N"}
_STRIP = 64  # rows of the result that are made at once
_AS_THEY_ARE = {"L", "RGB", "RGBA", "CMYK"}


def eight_bits(picture: Image.Image) -> Image.Image:
    """The same in a mode that can be made smaller: no palette, no single bits, no sixteen bits."""
    if picture.mode in _SIXTEEN_BITS:
        whole = picture if picture.mode == "I;16" else picture.convert("I")
        scaled = whole.point(lambda value: value * (1 / 256))  # `convert` alone clips: all but the darkest is white
        scaled.info.pop("transparency", None)
        return scaled.convert("L")
    if "transparency" in picture.info or picture.mode in {"LA", "La", "PA", "RGBa"}:
        return picture.convert("RGBA")
    if picture.mode == "1":
        return picture.convert("L")
    return picture if picture.mode in _AS_THEY_ARE else picture.convert("RGB")


def smaller(picture: Image.Image, factor: int) -> Image.Image:
    """Each side a ``factor``-th, in strips: Pillow would copy the whole picture once more where it has transparency."""
    width, height = picture.size
    found = Image.new(picture.mode, (-(-width // factor), -(-height // factor)))
    for top in range(0, height, _STRIP * factor):
        strip = picture.crop((0, top, width, min(height, top + _STRIP * factor)))
        found.paste(strip.reduce(factor), (0, top // factor))
    return found


def upright(picture: Image.Image, orientation: int) -> Image.Image:
    """Turned as EXIF's orientation says."""
    turn = _TURNS.get(orientation)
    return picture.transpose(turn) if turn is not None else picture


@lru_cache(maxsize=1)
def _srgb() -> ImageCms.ImageCmsProfile:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))


def in_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """Grey, RGB or RGBA in sRGB. A profile of other channels says nothing."""
    found = picture
    if profile and changes_colours(profile):
        try:
            found = (
                ImageCms.profileToProfile(
                    picture,
                    ImageCms.ImageCmsProfile(BytesIO(profile)),
                    _srgb(),
                    outputMode="RGBA" if picture.mode == "RGBA" else "RGB",
                )
                or picture
            )
        except ImageCms.PyCMSError:
            found = picture
    if found.mode not in {"L", "RGB", "RGBA"}:
        found = found.convert("RGB")
    found.info = {}
    return found


def changes_colours(profile: bytes) -> bool:
    """Whether the colours are others without this ICC profile. One that is broken says nothing."""
    try:
        return "sRGB" not in ImageCms.getProfileDescription(ImageCms.ImageCmsProfile(BytesIO(profile)))
    except (ImageCms.PyCMSError, OSError):
        return False
