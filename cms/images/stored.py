"""Pictures that were stored before anything was looked at: made as if they had come in today."""

from __future__ import annotations

from wagtail.images.models import SourceImageIOError
from wagtail.utils.file import hash_filelike

from cms.images.models import LibraryImage
from cms.stored_files import replace_content
from content_types.core.pictures import RECIPE
from content_types.core.pictures.cleaning import CleanPicture, clean_picture
from content_types.core.pictures.errors import PictureError


def clean_stored(picture: LibraryImage) -> str:
    """Clean the file of a picture and drop sizes that were made another way. What was done, empty if nothing.

    Raises PictureError or SourceImageIOError for one that cannot be shown; its page and its file stay as they are.
    """
    for size in picture.renditions.exclude(focal_point_key__startswith=RECIPE):
        size.delete()
    with picture.open_file() as file:
        clean = clean_picture(file, picture.filename)
        if hash_filelike(file) == hash_filelike(clean):
            return ""
    before = (picture.width, picture.height)
    replace_content(picture.file, clean, lambda name: _point_to(picture, name, clean, before))
    picture.renditions.all().delete()
    after = (picture.width, picture.height)
    return "cleaned" if before == after else f"cleaned; was {before[0]} × {before[1]}, is {after[0]} × {after[1]}"


def _point_to(picture: LibraryImage, name: str, clean: CleanPicture, before: tuple[int, int]) -> None:
    picture.file = name  # type: ignore[assignment]  # Django makes a file of a name
    picture.file_size, picture.file_hash = clean.size, hash_filelike(clean)
    picture.remember_placeholder(clean, name)
    if (picture.width, picture.height) != before:
        picture.set_focal_point(None)  # it was a point of a picture that lay on its side
    picture.save()


def why_not(error: PictureError | SourceImageIOError) -> str:
    """Why a picture cannot be shown, for an operator."""
    return error.words if isinstance(error, PictureError) else f"The file cannot be read: {error}"
