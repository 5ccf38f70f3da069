"""Why a picture is not taken: what is wrong with it, and what to do."""

from __future__ import annotations

from django.core.exceptions import ValidationError

UNREADABLE = "picture_unreadable"
OTHER_KIND = "picture_of_another_kind"
TOO_LARGE = "picture_too_large"
TOO_NARROW = "picture_too_narrow"
MOVES = "picture_moves"

_WORDS = {
    UNREADABLE: "“%(name)s” is not a picture, or is damaged. Save it again as JPEG or PNG.",
    OTHER_KIND: "“%(name)s” is of the kind %(kind)s, which is not taken. Save it as JPEG, PNG or WebP.",
    TOO_LARGE: "“%(name)s” has more than %(millions)s million pixels, or is longer than %(side)s. Make it smaller: 4000 wide is enough.",
    TOO_NARROW: "“%(name)s” is more than %(ratio)s times as long as it is wide. Crop it.",
    MOVES: "“%(name)s” moves. Pictures stand still here: save one moment of it as PNG, or embed a video.",
}


class PictureError(ValidationError):
    """A picture that cannot be taken, or not be shown. ``code`` is stable; the words name the file and the remedy."""

    def __init__(self, code: str, name: str, **params: object) -> None:
        super().__init__(_WORDS[code], code=code, params={"name": name, **params})

    @property
    def words(self) -> str:
        """The message, complete."""
        return " ".join(self.messages)
