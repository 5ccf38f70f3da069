"""Why something in a review was not done: a stable code, a sentence that names the remedy, and the field it is about."""

from __future__ import annotations

# By code, what it means; the API gives them as they stand.
CODES = {
    "ALREADY_REVIEWED": "The reviewer has answered for this version.",
    "CHANGED_MEANWHILE": "The page was changed after the reviewer opened it; they should look again.",
    "FORBIDDEN": "The one who asks may not do this.",
    "NOT_COMPLETE": "The page lacks something that it needs before it can be published.",
    "NOT_FOUND": "There is no such review, page or suggestion that the asker may see.",
    "NOT_OPEN": "The review has ended, was withdrawn, or is with its author just now.",
    "BAD_INPUT": "A field of the answer cannot be used as given.",
}


class ReviewError(Exception):
    """Nothing was changed. ``str()`` is safe to show."""

    def __init__(self, code: str, message: str, field: str | None = None) -> None:
        assert code in CODES, code
        super().__init__(message)
        self.code, self.field = code, field
