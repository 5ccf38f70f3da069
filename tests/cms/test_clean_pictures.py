"""The command that makes stored pictures as they would be stored today."""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from wagtail.images import get_image_model
from wagtail.models import Collection

from tests.support.pictures import WHOSE, bomb, from_phone, saved, scene
from tests.support.tree import Tree

Image = get_image_model()


@pytest.fixture(autouse=True)
def media(tmp_path: Path, settings: Any) -> Path:
    """A media store of the test's own."""
    settings.MEDIA_ROOT = str(tmp_path)
    cache.clear()
    return tmp_path


def stored(name: str, data: bytes, **values: Any) -> Any:
    """As an older version stored it: the file as it came, the size as the file states it."""
    path = default_storage.save(f"original_images/{name}", ContentFile(data))
    row = {"title": name, "width": 160, "height": 120, "file": path, "collection": Collection.get_first_root_node()}
    return Image.objects.bulk_create([Image(**row, **values)])[0]


def command() -> list[str]:
    out = StringIO()
    call_command("clean_pictures", stdout=out)
    return out.getvalue().splitlines()


def test_what_was_stored_is_made_as_it_would_be_today(
    tree: Tree, media: Path, django_capture_on_commit_callbacks: Any
) -> None:
    photo = stored(
        "photo.jpg", from_phone("JPEG", 6), focal_point_x=1, focal_point_y=1, focal_point_width=1, focal_point_height=1
    )
    drawing = stored("drawing.png", saved(scene(), "PNG"))
    photo.renditions.create(filter_spec="width-480", file=ContentFile(from_phone("JPEG"), name="before.jpg"))
    with django_capture_on_commit_callbacks(execute=True):
        lines = command()
    assert lines == [
        f"{photo.pk} “photo.jpg”: cleaned; was 160 × 120, is 120 × 160",
        "1 pictures cleaned.",
    ]
    photo.refresh_from_db()
    assert (photo.width, photo.height, photo.file.name) == (120, 160, "original_images/photo.jpg")
    assert photo.file_hash
    assert not photo.has_focal_point()
    assert photo.renditions.count() == 0
    assert not [path.name for path in media.rglob("*.*") if WHOSE.encode() in path.read_bytes()]
    assert sorted(path.name for path in media.rglob("*.*")) == ["drawing.png", "photo.jpg"]
    drawing.refresh_from_db()
    assert drawing.file_hash == ""
    assert command() == ["0 pictures cleaned."]


def test_what_cannot_be_shown_is_named(tree: Tree) -> None:
    large = stored("large.png", bomb())
    gone = stored("gone.png", b"")
    default_storage.delete(gone.file.name)
    lines = command()
    assert lines[0] == "0 pictures cleaned."
    assert lines[1].startswith(f"{large.pk} “large.png”: “large.png” has more than 50 million pixels")
    assert lines[2].startswith(f"{gone.pk} “gone.png”: The file cannot be read")
    assert lines[3].startswith("2 pictures need an editor")
