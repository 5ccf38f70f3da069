"""Files of images and documents: whether they are what they say, and putting them into the media store so that it can be undone."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files import File
from django.core.files.storage import Storage
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.models import AbstractImage
from wagtail.utils.file import hash_filelike

from content_types.core.document_files.cleaning import MOST_BYTES as MAX_DOCUMENT_BYTES
from content_types.core.document_files.cleaning import clean_document
from content_types.core.document_files.errors import DocumentError
from content_types.core.pictures.cleaning import ENDINGS, clean_picture
from content_types.core.pictures.errors import PictureError
from import_export.problems import SourceLocation


class MediaConflictError(Exception):
    """The media store holds another file under the name that is needed."""


def check_name(name: str, location: SourceLocation, endings: list[str], model: Any) -> bool:
    """Whether a file may have this name: it must stay what it is in the media store, for files are known by it."""
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    if ending not in endings:
        location.problem(
            f"“{name}” does not end in one of {', '.join(f'.{one}' for one in endings)}. Save it as one of these, or give the file its right ending."
        )
        return False
    column = model._meta.get_field("file")
    kept = Path(column.generate_filename(model(), name)).name if "/" not in name and "\\" not in name else ""
    if kept != name:
        hint = f" Rename it to {kept}." if kept else ""
        location.problem(f"“{name}” is no usable file name: use letters, digits, hyphens, dots and underscores.{hint}")
        return False
    return True


def check_image(path: Path, location: SourceLocation) -> None:
    """Note a file that is no picture that we take, is not of the kind that its name says, or is too large."""
    limit = settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE
    if path.stat().st_size > limit:
        location.problem(f"The picture is larger than {limit // 1024 // 1024} MB. Make it smaller.")
        return
    try:
        with path.open("rb") as file:
            clean = clean_picture(file, path.name)
    except PictureError as error:
        location.problem(error.words)
        return
    if clean.name != path.name:
        kind, wanted = clean.kind, path.suffix.lstrip(".").upper().replace("JPG", "JPEG")
        location.problem(f"“{path.name}” is a {kind} file. Give it the ending of its kind, or save it as {wanted}.")


def check_document(path: Path, location: SourceLocation) -> None:
    """Note a file that is empty, too large, damaged, or that names people in properties that cannot be taken out."""
    size = path.stat().st_size
    if size == 0:
        location.problem(f"“{path.name}” is empty. Put the real file here.")
    elif size > MAX_DOCUMENT_BYTES:
        location.problem(
            f"“{path.name}” is larger than {MAX_DOCUMENT_BYTES // 1024 // 1024} MB. Make it smaller, or link to it."
        )
    else:
        try:
            with path.open("rb") as file:
                clean_document(File(file), path.name)
        except DocumentError as error:
            location.problem(error.words)


def endings(what: str) -> list[str]:
    """The endings that files of a kind may have. A picture is found by its name, so it keeps the one it has."""
    found: list[str] = settings.WAGTAILDOCS_EXTENSIONS
    return [one for kind in ENDINGS.values() for one in kind] if what == "image" else found


def file_model(what: str) -> Any:
    """The model of ``image`` or ``document``."""
    return get_image_model() if what == "image" else get_document_model()


def is_stored(owner: Any, path: Path, held: str) -> bool:
    """Whether a file is the one with the hash ``held``, or becomes it when it is stored."""
    with path.open("rb") as file:
        if hash_filelike(file) == held:
            return True
        clean = (
            clean_picture(file, path.name)
            if isinstance(owner, AbstractImage)
            else clean_document(File(file), path.name)
        )
        return hash_filelike(clean) == held


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
                same = is_stored(owner, path, hash_filelike(left))
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
