"""The form of an initiative."""

from __future__ import annotations

from typing import Any

from content_types.core.forms import LibraryPageForm


class InitiativeForm(LibraryPageForm):
    """A contact who no longer agrees is not offered again, and so does not keep the form from being saved."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        contact = self.instance.contact_member
        if contact is not None and not self.instance.has_agreed(contact):
            self.initial["contact_member"] = None
