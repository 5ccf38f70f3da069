"""What is stored of a picture that somebody sends."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from PIL import Image, ImageChops

from content_types.core.pictures import containers
from content_types.core.pictures.cleaning import CleanPicture, clean_picture
from content_types.core.pictures.errors import PictureError
from content_types.core.pictures.reading import open_picture
from tests.support.pictures import (
    WHOSE,
    cut,
    exif,
    from_phone,
    refused,
    saved,
    scene,
    sixteen_bits,
    two_in_one,
    with_profile,
    with_text,
)


def cleaned(data: bytes, name: str = "a.jpg") -> CleanPicture:
    return clean_picture(BytesIO(data), name)


def opened(data: bytes, name: str = "a.jpg") -> Any:
    """What is stored, decoded, which holds no word of the secret."""
    clean = cleaned(data, name)
    content = clean.read()
    assert WHOSE.encode() not in content
    clean.seek(0)
    again = clean_picture(clean, clean.name)
    assert (again.name, again.read()) == (clean.name, content), "what is clean is not changed again"
    picture = Image.open(BytesIO(content))
    picture.load()
    assert not {"exif", "xmp", "icc_profile", "comment"} & set(picture.info)
    return picture


def alike(one: Image.Image, other: Image.Image, most: int = 12) -> bool:
    """Whether no channel of a pixel differs by more than compression makes of it."""
    difference = ImageChops.difference(one.convert("RGB").resize((40, 30)), other.convert("RGB").resize((40, 30)))
    return max(high for _, high in difference.getextrema()) <= most


WITH_A_PERSON = {
    "JPEG": ("a.jpg", from_phone("JPEG")),
    "JPEG with a comment": ("a.jpg", saved(scene(), "JPEG", comment=WHOSE)),
    "JPEG with more behind its end": ("a.jpg", saved(scene(), "JPEG") + WHOSE.encode()),
    "JPEG in CMYK": ("a.jpg", saved(scene().convert("CMYK"), "JPEG", exif=exif())),
    "two in one": ("a.jpg", two_in_one()),
    "progressive JPEG": ("a.jpg", saved(scene(), "JPEG", progressive=True, exif=exif())),
    "PNG": ("a.png", from_phone("PNG")),
    "PNG with text": ("a.png", with_text()),
    "PNG with more behind its end": ("a.png", saved(scene(), "PNG") + WHOSE.encode()),
    "WebP": ("a.webp", from_phone("WEBP")),
    "WebP with more behind its end": ("a.webp", saved(scene(), "WEBP") + WHOSE.encode()),
    "AVIF": ("a.avif", from_phone("AVIF")),
    "AVIF with a box of its own": (
        "a.avif",
        saved(scene(), "AVIF") + (8 + len(WHOSE)).to_bytes(4) + b"free" + WHOSE.encode(),
    ),
    "GIF": ("a.gif", saved(scene().convert("P"), "GIF", comment=WHOSE)),
    "GIF with more behind its end": ("a.gif", saved(scene().convert("P"), "GIF") + WHOSE.encode()),
    "HEIC": ("a.heic", from_phone("HEIF")),
}


def test_nothing_is_stored_but_the_picture(subtests: pytest.Subtests) -> None:
    for what, (name, data) in WITH_A_PERSON.items():
        with subtests.test(what):
            assert WHOSE.encode() in data or "CMYK" in what
            picture = opened(data, name)
            assert picture.size == (160, 120)
            assert alike(picture, scene(), most=60 if "CMYK" in what or "GIF" in what else 24)


def test_what_holds_nothing_else_is_stored_as_it_came(subtests: pytest.Subtests) -> None:
    for kind, name in (("JPEG", "a.jpg"), ("PNG", "a.png"), ("WEBP", "a.webp"), ("AVIF", "a.avif")):
        with subtests.test(kind):
            data = saved(scene(), kind)
            assert cleaned(data, name).read() == data


def test_metadata_goes_without_touching_a_pixel(subtests: pytest.Subtests) -> None:
    for kind, name in (("JPEG", "a.jpg"), ("PNG", "a.png"), ("WEBP", "a.webp")):
        with subtests.test(kind):
            bare, found = Image.open(BytesIO(saved(scene(), kind))), opened(from_phone(kind), name)
            assert ImageChops.difference(bare.convert("RGB"), found.convert("RGB")).getbbox() is None


def test_a_turned_photo_is_stored_upright(subtests: pytest.Subtests) -> None:
    for orientation in range(1, 9):
        for kind in ("JPEG", "PNG", "WEBP", "AVIF"):
            with subtests.test(f"{kind} {orientation}"):
                data = from_phone(kind, orientation)
                seen = open_picture(BytesIO(data), "a.jpg").size
                assert seen == ((120, 160) if orientation > 4 else (160, 120))
                picture = opened(data, f"a.{kind.lower()}")
                assert picture.size == seen
                reference = Image.new("RGB", (160, 120))
                reference.paste(scene())
                reference.getexif()[0x0112] = orientation
                assert alike(picture, upright(reference, orientation), most=24)


def upright(picture: Image.Image, orientation: int) -> Image.Image:
    """By the specification of EXIF: where the zeroth row and column are seen."""
    row, column = {
        1: ("top", "left"), 2: ("top", "right"), 3: ("bottom", "right"), 4: ("bottom", "left"),
        5: ("left", "top"), 6: ("right", "top"), 7: ("right", "bottom"), 8: ("left", "bottom"),
    }[orientation]  # fmt: skip
    if row in {"left", "right"}:
        picture, row, column = picture.transpose(Image.Transpose.TRANSPOSE), column, row
    if row == "bottom":
        picture = picture.transpose(Image.Transpose.FLIP_TOP_BOTTOM)
    return picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT) if column == "right" else picture


def test_a_photo_that_was_turned_by_the_program_is_not_turned_again() -> None:
    assert opened(from_phone("HEIF", 6), "a.heic").size in {(160, 120), (120, 160)}
    clean = cleaned(from_phone("HEIF"), "IMG_0001.HEIC")
    assert clean.name == "IMG_0001.jpg"
    assert Image.open(clean).format == "JPEG"


def test_sixteen_bits_are_eight() -> None:
    picture = opened(sixteen_bits(), "a.png")
    assert picture.mode == "L"
    assert [picture.getpixel((x, 8)) for x in (0, 64, 128, 255)] == [0, 64, 128, 255]


def test_a_profile_of_other_channels_says_nothing() -> None:
    assert alike(opened(with_profile("LAB")), scene())


def test_transparency_stays(subtests: pytest.Subtests) -> None:
    clear = scene().convert("RGBA")
    clear.putalpha(Image.linear_gradient("L").resize(clear.size))
    palette = scene().quantize(16)
    for name, data in {
        "a.png": saved(clear, "PNG"),
        "palette.png": saved(palette, "PNG", transparency=3),
        "a.webp": saved(clear, "WEBP", exif=exif(3)),
        "a.avif": saved(clear, "AVIF", exif=exif()),
        "a.gif": saved(palette, "GIF", transparency=3),
    }.items():
        with subtests.test(name):
            alpha = opened(data, name).convert("RGBA").getchannel("A")
            assert alpha.getextrema()[0] < 10
            assert alpha.getextrema()[1] > 250


def test_the_name_gets_the_ending_of_the_kind() -> None:
    jpeg = saved(scene(), "JPEG")
    for given, stored in {
        "a.JPG": "a.JPG",
        "a.jfif": "a.jpg",
        "a.png": "a.jpg",
        "a": "a.jpg",
        "a.b.webp": "a.b.jpg",
    }.items():
        assert cleaned(jpeg, given).name == stored


def test_what_is_written_anew_is_no_larger_than_sizes_need() -> None:
    picture = opened(from_phone("JPEG", 6, width=9_000, height=600))
    assert max(picture.size) <= 4_500
    assert picture.size[1] / picture.size[0] == pytest.approx(15, rel=0.02)


def test_what_is_not_taken_is_named_with_its_remedy(subtests: pytest.Subtests) -> None:
    for what, (name, data, words) in refused().items():
        with subtests.test(what):
            with pytest.raises(PictureError) as rejection:
                cleaned(data, name)
            assert rejection.value.words.startswith(f"“{name}” ")
            assert words in rejection.value.words
            assert rejection.value.code.startswith("picture_")


def test_no_cut_and_no_changed_byte_is_more_than_a_rejection(subtests: pytest.Subtests) -> None:
    for kind in ("JPEG", "PNG", "WEBP", "AVIF", "GIF"):
        picture = scene(24, 16).convert("P") if kind == "GIF" else scene(24, 16)
        data = saved(picture, kind, **({} if kind == "GIF" else {"exif": exif(6)}))
        with subtests.test(kind):
            for at in range(0, len(data), 7):
                for spoiled in (data[:at], data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :]):
                    try:
                        cleaned(spoiled)
                    except PictureError:
                        continue


def test_a_stripped_jpeg_with_restarts_is_whole() -> None:
    data = saved(scene(), "JPEG", restart_marker_blocks=2, exif=exif())
    assert alike(opened(data), scene())
    assert cut(data) not in containers.strip_jpeg(data)
