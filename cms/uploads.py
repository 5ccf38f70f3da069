"""The admin's forms of pictures and documents: uploading one, several, from a chooser, and putting another file in place of one."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any, ClassVar

from django import forms
from wagtail.admin.forms.collections import BaseCollectionMemberForm


class UploadForm(BaseCollectionMemberForm):
    """Beside Wagtail's form, whose fields are made by name: our field for the file. What is uploaded without a title is called as its file.

    Wagtail's script fills the title in, but not where the file is chosen before it runs, as on a slow machine.
    """

    file_field: ClassVar[type[forms.FileField]]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        wagtails = self.fields.get("file")
        if wagtails is not None:
            self.fields["file"] = self.file_field(
                label=wagtails.label, required=wagtails.required, widget=wagtails.widget, initial=wagtails.initial
            )
        if "title" in self.fields and self.instance.pk is None:
            self.fields["title"].required = False
            self.fields["title"].help_text = "Left empty, it is the file's name."

    def clean(self) -> dict[str, Any]:
        """The title of what is new may come from the file; one of the two there must be."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.instance.pk is None and "title" in cleaned and not cleaned["title"] and cleaned.get("file"):
            cleaned["title"] = PurePath(cleaned["file"].name).stem[: self.fields["title"].max_length]
        return cleaned
