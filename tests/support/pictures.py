"""Pictures as people really have them: made anew in each test, odd ones too."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from typing import Any

import pillow_heif
from PIL import ExifTags, Image, ImageCms, PngImagePlugin

WHOSE = "Leila of 53.8 north"  # in every file's metadata; in none that is given out
pillow_heif.register_heif_opener()


def scene(width: int = 160, height: int = 120) -> Image.Image:
    """Dark on the left, light on the right, and redder towards the foot: so that a test sees which way up it is."""
    across = Image.linear_gradient("L").rotate(90, expand=True).resize((width, height))
    down = Image.linear_gradient("L").resize((width, height))
    return Image.merge("RGB", (down, across, across))


def saved(picture: Image.Image, kind: str, **options: Any) -> bytes:
    """The bytes of a file of this kind."""
    output = BytesIO()
    picture.save(output, kind, **options)
    return output.getvalue()


def exif(orientation: int = 1) -> Image.Exif:
    """Who, where and with what, as a phone writes it."""
    tags = Image.Exif()
    tags[ExifTags.Base.Artist] = tags[ExifTags.Base.Make] = tags[ExifTags.Base.ImageDescription] = WHOSE
    tags[ExifTags.Base.Orientation] = orientation
    tags.get_ifd(ExifTags.IFD.GPSInfo).update({1: "N", 2: (53.0, 48.0, 0.0), 3: "W", 4: (1.0, 33.0, 0.0)})
    return tags


def from_phone(kind: str, orientation: int = 1, width: int = 160, height: int = 120) -> bytes:
    """A photo with all that a phone adds; turned, it is seen ``height`` wide."""
    return saved(
        scene(width, height), kind, exif=exif(orientation), **({"xmp": WHOSE.encode()} if kind != "HEIF" else {})
    )


def with_profile(profile: str = "XYZ") -> bytes:
    """A JPEG with a colour profile other than sRGB."""
    return saved(scene(), "JPEG", icc_profile=ImageCms.ImageCmsProfile(ImageCms.createProfile(profile)).tobytes())


def sixteen_bits() -> bytes:
    """A PNG of one channel with sixteen bits: black on the left, white on the right."""
    picture = Image.new("I;16", (256, 16))
    for x in range(256):
        picture.paste(x * 257, (x, 0, x + 1, 16))
    return saved(picture, "PNG")


def with_text() -> bytes:
    """A PNG with an author in its text and in its XMP."""
    text = PngImagePlugin.PngInfo()
    text.add_text("Author", WHOSE)
    text.add_itxt("XML:com.adobe.xmp", WHOSE, zip=False)
    return saved(scene(), "PNG", pnginfo=text)


def moving(kind: str) -> bytes:
    """Two frames."""
    return saved(scene(), kind, save_all=True, append_images=[scene().rotate(180)])


def two_in_one() -> bytes:
    """What many phones call JPEG: a second picture, smaller, behind the first."""
    return saved(scene(), "MPO", save_all=True, append_images=[scene(80, 60)], exif=exif())


def bomb(width: int = 12_000, height: int = 10_000) -> bytes:
    """A PNG of a few kilobytes that are millions of pixels, one bit each."""
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes(height * (1 + (width + 7) // 8)), 9)
    chunks = ((b"IHDR", head), (b"IDAT", rows), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in chunks
    )


def cut(data: bytes) -> bytes:
    """The first two thirds: an upload that broke off."""
    return data[: len(data) * 2 // 3]


def refused() -> dict[str, tuple[str, bytes, str]]:
    """What is not taken: what it is, with its name, the file, and words of the rejection."""
    return {
        "cut JPEG": ("cut.jpg", cut(saved(scene(), "JPEG")), "damaged"),
        "cut progressive JPEG": ("cut.jpg", cut(saved(scene(), "JPEG", progressive=True)), "damaged"),
        "cut PNG": ("cut.png", cut(saved(scene(), "PNG")), "damaged"),
        "cut WebP": ("cut.webp", cut(saved(scene(), "WEBP")), "damaged"),
        "cut AVIF": ("cut.avif", cut(saved(scene(), "AVIF")), "damaged"),
        "cut GIF": ("cut.gif", cut(saved(scene().convert("P"), "GIF")), "damaged"),
        "head alone": ("head.gif", b"GIF89a", "damaged"),
        "words": ("words.jpg", b"Dear Sir", "not a picture"),
        "PDF": ("paper.jpg", b"%PDF-1.4 paper", "of the kind PDF"),
        "BMP": ("scan.png", saved(scene(), "BMP"), "of the kind BMP"),
        "TIFF": ("scan.jpg", saved(scene(), "TIFF"), "of the kind TIFF"),
        "SVG": ("logo.png", b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>", "of the kind SVG"),
        "moving GIF": ("moving.gif", moving("GIF"), "moves"),
        "moving PNG": ("moving.png", moving("PNG"), "moves"),
        "moving WebP": ("moving.webp", moving("WEBP"), "moves"),
        "moving AVIF": ("moving.avif", moving("AVIF"), "moves"),
        "bomb": ("bomb.png", bomb(), "50 million pixels"),
        "bigger bomb": ("bomb.png", bomb(20_000, 20_000), "50 million pixels"),
        "long": ("long.png", bomb(16_001, 400), "longer than 16000"),
        "a line": ("line.png", bomb(10_000, 1), "Crop it"),
    }
