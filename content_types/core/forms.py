"""The editors' forms: a draft may have gaps, and the lists in a form are the whole lists.

Wagtail saves a form in the background, and gives the rows that it made their keys in its answer. A form that is sent before that answer comes, or after it
was lost, holds the same rows without keys; to Django's formsets they are further rows. Two tabs do the same. Here what a form shows is what is saved: a row
without a key takes the place of one that the form does not know, and what is left of those goes. A row whose key is gone counts as new.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from wagtail.admin.forms import WagtailAdminModelForm, WagtailAdminPageForm
from wagtail.blocks.base import BlockField as StreamFormField

from content_types.core.block_places import ids_in_form

EVIDENCE = "block_evidence"
COMMENTS = "comments"  # other people's too: never the whole list
BOOKKEEPING = {"id", "ORDER", "DELETE"}  # fields of a row that nobody fills in


def with_whole_lists(data: Any, instance: Any, formsets: Mapping[str, Any]) -> tuple[Any, dict[str, str]]:
    """The form's data with each list made whole, and the keys that rows were given, by the name of their field."""
    given: dict[str, str] = {}
    for prefix, formset in formsets.items():
        if prefix == COMMENTS or not str(data.get(f"{prefix}-TOTAL_FORMS", "")).isdecimal():
            continue
        children = getattr(instance, formset.fk.remote_field.get_accessor_name()).all()
        stored = [str(child.pk) for child in children if child.pk is not None]
        names = [f"{prefix}-{number}-id" for number in range(int(data[f"{prefix}-TOTAL_FORMS"]))]
        keys = {name: data.get(name, "") for name in names}
        gone = [name for name, key in keys.items() if key and key not in stored]
        free = [key for key in stored if key not in keys.values()]
        if not gone and not free:
            continue
        data = data.copy()
        data.update(dict.fromkeys(gone, ""))
        for name in names:
            if free and not data.get(name) and not data.get(name.removesuffix("id") + "DELETE"):
                data[name] = given[name] = free.pop(0)
        for number, key in enumerate(free, len(names)):
            data[f"{prefix}-{number}-id"], data[f"{prefix}-{number}-DELETE"] = key, "1"
        # All are rows that are known; modelcluster takes a known one without a key as new.
        data[f"{prefix}-TOTAL_FORMS"] = data[f"{prefix}-INITIAL_FORMS"] = str(len(names) + len(free))
    return data, given


class LibraryForm(WagtailAdminModelForm):
    """What the forms of pages, terms and settings share."""

    def __init__(self, data: Any = None, files: Any = None, *args: Any, **kwargs: Any) -> None:
        self.given_keys: dict[str, str] = {}
        instance = kwargs.get("instance")
        if data is not None and instance is not None and instance.pk is not None:
            data, self.given_keys = with_whole_lists(data, instance, type(self).formsets)
        super().__init__(data, files, *args, **kwargs)
        if self.is_bound:
            self._leave_out_untouched_rows()

    def _leave_out_untouched_rows(self) -> None:
        """A new row in which nothing was filled in is none: it neither stops a save nor is kept."""
        for name, formset in self.formsets.items():
            for row in () if name == COMMENTS else formset.forms:
                if row.instance.pk is None and BOOKKEEPING.issuperset(row.changed_data):
                    row.data = row.data.copy()
                    row.data[row.add_prefix("DELETE")] = "1"

    def _post_clean(self) -> None:
        self.instance.is_deferred_validation = self.is_deferred_validation
        super()._post_clean()

    def get_field_updates_for_resave(self) -> list[tuple[str, str]]:
        """What Wagtail's script must put into the open form, the keys that were given above among it."""
        return [*super().get_field_updates_for_resave(), *self.given_keys.items()]


class LibraryPageForm(LibraryForm, WagtailAdminPageForm):
    """The form of every page, resources and others."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.is_bound and EVIDENCE in self.formsets:
            self._forget_blocks_that_went()

    def _forget_blocks_that_went(self) -> None:
        """What is said of a block goes with the block."""
        streams = [name for name, field in self.fields.items() if isinstance(field, StreamFormField)]
        there = ids_in_form(self.data, streams)
        if there is None:
            return
        for row in self.formsets[EVIDENCE].forms:
            about = row.data.get(row.add_prefix("block"))
            if about and about not in there:
                row.data = row.data.copy()
                row.data[row.add_prefix("DELETE")] = "1"

    def clean(self) -> Any:
        # Wagtail's own check of the schedule comes after this one.
        cleaned_data = super().clean()
        self._look_at_expiry(cleaned_data)
        return cleaned_data

    def _look_at_expiry(self, cleaned_data: dict[str, Any]) -> None:
        """An expiry that has passed hinders nobody from writing; what is submitted or published must have none."""
        expire_at = cleaned_data.get("expire_at")
        if expire_at is None or expire_at > timezone.now():
            return
        if self.is_deferred_validation and expire_at == _to_the_minute(self.initial.get("expire_at")):
            del cleaned_data["expire_at"]  # as it is
            return
        day = date_format(timezone.localtime(expire_at), "j F Y, H:i")
        self.add_error(
            None,
            f"This page expired on {day}, so that nobody would see it. "
            "Under Status, choose “Edit schedule”; clear the expiry, or choose a day to come.",
        )


def _to_the_minute(moment: datetime | None) -> datetime | None:
    """As the form shows it: it knows no seconds."""
    return moment and moment.replace(second=0, microsecond=0)
