"""Pictures as people have them, imported: stored without what is personal, and known again."""

from __future__ import annotations

from pathlib import Path

import pytest
from wagtail.images import get_image_model

from import_export.exporting import export_library
from tests.import_export.library_folder import LibraryFolder
from tests.support.pictures import WHOSE, from_phone, saved, scene


@pytest.fixture
def photos(library: LibraryFolder) -> LibraryFolder:
    """A library with a turned photo of each kind."""
    for kind, ending in (("JPEG", "jpg"), ("PNG", "png"), ("WEBP", "webp"), ("AVIF", "avif")):
        library.put(f"images/photo.{ending}", from_phone(kind, 6))
    library.put("images/drawn.gif", saved(scene().convert("P"), "GIF", comment=WHOSE))
    names = ["photo.jpg", "photo.png", "photo.webp", "photo.avif", "drawn.gif", "ward.png"]
    library.put("images/images.yaml", "".join(f"- {{file: {name}, title: A photo}}\n" for name in names))
    return library


def test_a_photo_is_stored_upright_and_without_its_maker(photos: LibraryFolder) -> None:
    photos.load()
    for picture in get_image_model().objects.filter(title="A photo"):
        assert WHOSE.encode() not in picture.file.read()
        wanted = {"drawn.gif": (160, 120), "ward.png": (64, 48)}.get(picture.filename, (120, 160))
        assert (picture.width, picture.height) == wanted


def test_the_same_files_again_change_nothing(photos: LibraryFolder) -> None:
    photos.load()
    before = list(get_image_model().objects.order_by("pk").values())
    assert photos.load().counts["images"] == {"unchanged": 6}
    assert list(get_image_model().objects.order_by("pk").values()) == before


def test_what_is_exported_holds_nothing_personal(photos: LibraryFolder, tmp_path: Path) -> None:
    photos.load()
    export_library(tmp_path / "out")
    files = list((tmp_path / "out" / "images").iterdir())
    assert len(files) == 7
    assert not [file.name for file in files if WHOSE.encode() in file.read_bytes()]


def test_an_iphones_format_is_rejected_with_what_to_do(library: LibraryFolder) -> None:
    library.put("images/IMG_1.heic", from_phone("HEIF"))
    library.put("images/images.yaml", "- {file: ward.png, title: W}\n- {file: IMG_1.heic, title: I}\n")
    assert ["does not end in one of" in problem and "Save it as" in problem for problem in library.problems()] == [True]
