"""Why a document is not taken: what is wrong with it, and what to do."""

from __future__ import annotations

from django.core.exceptions import ValidationError

UNREADABLE = "document_unreadable"
PROTECTED = "document_protected"
SIGNED = "document_signed"
TOO_LARGE = "document_too_large"

_WORDS = {
    UNREADABLE: "“%(name)s” is not what its ending says, or is damaged. Save it again in the program that made it.",
    PROTECTED: "“%(name)s” is protected with a password, so that the names in its properties cannot be taken out. Save it without one.",
    SIGNED: "“%(name)s” is signed: taking the names out of its properties would break the signature. Print it into a new PDF.",
    TOO_LARGE: "“%(name)s” is too large to be looked into. Make it smaller, or link to it.",
}


class DocumentError(ValidationError):
    """A document that cannot be taken. ``code`` is stable; the words name the file and the remedy."""

    def __init__(self, code: str, name: str) -> None:
        super().__init__(_WORDS[code], code=code, params={"name": name})

    @property
    def words(self) -> str:
        """The message, complete."""
        return " ".join(self.messages)
