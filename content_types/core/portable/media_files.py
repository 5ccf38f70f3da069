"""Files of images and documents: whether they are what they say, and putting them into the media store so that it can be undone."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files import File
from django.core.files.storage import Storage
from PIL import Image, UnidentifiedImageError
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from content_types.core.portable.problems import Spot

MAX_DOCUMENT_BYTES = 100 * 1024 * 1024
MAX_PIXELS = 128_000_000
_FORMATS = {"gif": "GIF", "jpg": "JPEG", "jpeg": "JPEG", "png": "PNG", "webp": "WEBP", "avif": "AVIF"}


class MediaConflictError(Exception):
    """The media store holds another file under the name that is needed."""


def check_name(name: str, spot: Spot, endings: list[str], model: Any) -> bool:
    """Whether a file may have this name: it must stay what it is in the media store, for files are known by it."""
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    if ending not in endings:
        spot.problem(
            f"“{name}” does not end in one of {', '.join(f'.{one}' for one in endings)}. Give the file its right ending."
        )
        return False
    column = model._meta.get_field("file")
    kept = Path(column.generate_filename(model(), name)).name if "/" not in name and "\\" not in name else ""
    if kept != name:
        hint = f" Rename it to {kept}." if kept else ""
        spot.problem(f"“{name}” is no usable file name: use letters, digits, hyphens, dots and underscores.{hint}")
        return False
    return True


def check_image(path: Path, spot: Spot) -> None:
    """Note a file that is no image of the kind that its name says, or is too large."""
    limit = settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE
    if path.stat().st_size > limit:
        spot.problem(f"The picture is larger than {limit // 1024 // 1024} MB. Make it smaller.")
        return
    wanted = _FORMATS.get(path.suffix.lstrip(".").lower())
    try:
        with Image.open(path) as picture:
            kind, pixels = picture.format, picture.width * picture.height
            if pixels <= MAX_PIXELS:
                picture.verify()
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        spot.problem(f"“{path.name}” is not a picture, or is damaged. Save it again as {wanted or 'an image'}.")
        return
    if pixels > MAX_PIXELS:
        spot.problem("The picture has more than 128 million pixels. Make it smaller.")
    elif wanted and kind != wanted:
        spot.problem(f"“{path.name}” is a {kind} file. Give it the ending of its kind, or save it as {wanted}.")


def check_document(path: Path, spot: Spot) -> None:
    """Note a file that is empty or too large."""
    size = path.stat().st_size
    if size == 0:
        spot.problem(f"“{path.name}” is empty. Put the real file here.")
    elif size > MAX_DOCUMENT_BYTES:
        spot.problem(
            f"“{path.name}” is larger than {MAX_DOCUMENT_BYTES // 1024 // 1024} MB. Make it smaller, or link to it."
        )


def endings(what: str) -> list[str]:
    """The endings that files of a kind may have."""
    found: list[str] = settings.WAGTAILIMAGES_EXTENSIONS if what == "image" else settings.WAGTAILDOCS_EXTENSIONS
    return found


def file_model(what: str) -> Any:
    """The model of ``image`` or ``document``."""
    return get_image_model() if what == "image" else get_document_model()


def file_hash(path: Path) -> str:
    """SHA-1 of a file, as Wagtail keeps it."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.sha1(usedforsecurity=False)).hexdigest()


class MediaJournal:
    """Puts files into the media store and remembers how to take them out again when the import fails."""

    def __init__(self) -> None:
        self._written: list[tuple[Storage, str]] = []
        self._replaced: list[tuple[Storage, str, Path]] = []
        self._backups = Path(tempfile.mkdtemp(prefix="library-import-"))

    def store(self, owner: Any, path: Path) -> None:
        """Make a file the owner's, under its own name. Raises MediaConflictError when another file that nobody uses has that name."""
        storage: Storage = owner.file.storage
        name = owner._meta.get_field("file").generate_filename(owner, path.name)
        if owner.file and owner.file.name == name and storage.exists(name):
            self._back_up(storage, name)
        elif storage.exists(name):
            with storage.open(name) as left:
                same = hashlib.file_digest(left, lambda: hashlib.sha1(usedforsecurity=False)).hexdigest() == file_hash(
                    path
                )
            if not same:
                raise MediaConflictError(
                    f"The media store already has another file {name}, which nothing uses. Delete it there, or rename {path.name}."
                )
            self._back_up(storage, name)
        with path.open("rb") as source:
            owner.file.save(path.name, File(source), save=False)
        self._written.append((storage, owner.file.name))

    def _back_up(self, storage: Storage, name: str) -> None:
        backup = self._backups / str(len(self._replaced))
        with storage.open(name) as old, backup.open("wb") as copy:
            shutil.copyfileobj(old, copy)
        self._replaced.append((storage, name, backup))
        storage.delete(name)

    def undo(self) -> None:
        """Remove what was written, and put back what was replaced."""
        for storage, name in self._written:
            storage.delete(name)
        for storage, name, backup in self._replaced:
            with backup.open("rb") as old:
                storage.save(name, File(old))
        self.close()

    def close(self) -> None:
        """Forget the copies of what was replaced."""
        shutil.rmtree(self._backups, ignore_errors=True)
