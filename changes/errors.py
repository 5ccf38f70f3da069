"""What a reader of the log may have to be told."""

from __future__ import annotations

from content_types.core.errors import ClientError


class CursorExpired(ClientError):
    """The changes since a cursor are not all known any more."""

    code = "CURSOR_EXPIRED"

    def __init__(self) -> None:
        super().__init__(
            "The changes since this cursor are not kept any more. Ask for `contentChanges` without `after` for a new cursor, "
            "then read everything anew.",
            "after",
        )
