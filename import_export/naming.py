"""Names for keys, when writing files."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.db.models import ForeignKey, Model

from import_export.markup import Names
from import_export.references import Known, References


class Naming:
    """The name in the format of what is in the database; None for what is gone or the format does not hold."""

    def __init__(self, references: References) -> None:
        self.references = references

    @staticmethod
    def _name(known: Known, key: Any) -> str | None:
        return known.names.get(int(key)) if key not in (None, "") else None

    def page(self, key: Any) -> str | None:
        """A page's address."""
        return self._name(self.references.pages, key)

    def image(self, key: Any) -> str | None:
        """An image's file name."""
        return self._name(self.references.images, key)

    def document(self, key: Any) -> str | None:
        """A document's file name."""
        return self._name(self.references.documents, key)

    def term(self, model: type[Model], key: Any) -> str | None:
        """A term's slug."""
        return self._name(self.references.terms[model], key)

    def user(self, key: Any, column: ForeignKey[Any, Any]) -> str | None:
        """An account's user name, if the column may still name it; never one that is an e-mail address."""
        name = self._name(self.references.users, key)
        return None if name is None or "@" in name or not self.references.may_be_named(key, column) else name

    @cached_property
    def markup(self) -> Names:
        """The names that rich text uses."""
        return Names(page=self.page, image=self.image, document=self.document)
