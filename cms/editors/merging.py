"""A form of a page that was overtaken: what its editor changed and what somebody else saved meanwhile, side by side, and then as one draft.

The form carries the version that it was opened with (Wagtail's ``loaded_revision_id``). It is read against that version, so what its editor changed is known;
the latest version read against the same tells what others changed. Nothing is stored until the editor has decided what both changed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from taggit.managers import TaggableManager
from wagtail.admin import messages
from wagtail.admin.views.pages.edit import EditView
from wagtail.models import COMMENTS_RELATION_NAME, Page, PageLogEntry, Revision

from cms.editors.signed_out import SentForm
from cms.together.models import OpenForm
from content_types.core.comparison import Change, Kind, compare, html_of
from content_types.core.merging import GONE, Conflict, Merge, Side, data_of, merge, stored, undecided

KEEP = "merge-keep:"  # and the key of a conflict: whose is kept
WITH = "merge-with"  # the version that was shown as theirs
BACK = "merge-back"  # the form again, as it was sent
_OWN = (KEEP, WITH, BACK, "action-", "workflow-action-", "csrfmiddlewaretoken")


@dataclass(frozen=True)
class Shown:
    """A conflict as the page shows it: both versions, and what may be kept."""

    key: str
    label: str
    mine: SafeString | str
    theirs: SafeString | str
    sides: list[tuple[str, str, bool]]  # value, words, whether it is chosen

    @property
    def name(self) -> str:
        return f"{KEEP}{self.key}"


class MergingEditMixin(EditView):
    """An edit view that never saves over a version which its editor has not seen."""

    asked = False  # whether the form comes back with all that happened
    merged_with: str | None = None  # who wrote what the draft that is saved holds besides

    def since(self) -> list[PageLogEntry]:
        """What was done to the page after the form was opened, oldest first."""
        raise NotImplementedError

    # --- The version that the form was opened with -------------------------------------------------------------------

    @cached_property
    def base(self) -> Revision | None:
        """The version that the form was opened with, as far as it still is what it was."""
        sent = self.request.POST
        for name in ("base_revision", "loaded_revision"):
            number = sent.get(f"{name}_id", "")
            if number.isascii() and number.isdecimal():
                found = self.real_page_record.revisions.filter(pk=number).first()
                same = found is not None and found.created_at.isoformat() == sent.get(f"{name}_created_at")
                return found if same else None
        return None

    @cached_property
    def is_overtaken(self) -> bool:
        """Whether somebody else has done something to the page after the form was opened, and there is another version now."""
        if self.request.method != "POST" or self.base == self.latest_revision:
            return False
        return any(entry.user_id != self.request.user.pk for entry in self.since())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.expects_json_response and not self.is_reverting and self.is_overtaken and self.base:
            self.page = self.base.as_object()  # what was not touched in the form is as it was then
        return super().post(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        if self.form.is_bound and self.is_overtaken and not self.asked:
            # It stays as old as it was: neither an autosave nor the next save takes the latest version for the one it was opened with.
            opened = self.base.created_at.isoformat() if self.base else "unknown"
            context |= {"loaded_revision_created_at": opened, "base_revision": self.base}
        return context

    def get_editing_sessions(self) -> Any:
        """With the version that this form holds, so that nobody's autosave writes over it."""
        module = super().get_editing_sessions()
        held = self.base if self.form.is_bound and self.is_overtaken and not self.asked else self.latest_revision
        at = held.created_at if held else None
        OpenForm.objects.create(session=module.current_session, revision=held, revision_created_at=at)
        return module

    def is_open_elsewhere(self) -> bool:
        """Whether somebody else has a form open that was begun from the latest version as it is now."""
        latest = self.latest_revision
        held = OpenForm.objects.filter(revision=latest, revision_created_at=latest.created_at)
        return held.exclude(session__user=self.request.user).exists()

    # --- Both versions -----------------------------------------------------------------------------------------------

    @cached_property
    def _fields(self) -> dict[str, str]:
        """The names of what this form may change: as it is serialised, and as the form calls it."""
        found = {name: name for name in self.form.formsets}
        for name in self.form.fields:
            try:
                field = self.page_class._meta.get_field(name)
            except FieldDoesNotExist:
                continue
            if isinstance(field, TaggableManager):
                found[field.through.content_object.field.remote_field.related_name] = name
            else:
                found[name] = name
        return found

    @cached_property
    def mine(self) -> Page:
        """The page as it was sent; nothing of it is stored."""
        page: Page = self.form.save(commit=False)
        return page

    @cached_property
    def theirs(self) -> Page:
        page: Page = self.latest_revision.as_object()
        return page

    @cached_property
    def choices(self) -> dict[str, str]:
        """Whose is kept, by the key of a conflict."""
        sent = self.request.POST.items()
        return {name.removeprefix(KEEP): str(value) for name, value in sent if name.startswith(KEEP)}

    @cached_property
    def both(self) -> Merge:
        base = self.base.as_object() if self.base else None
        return merge(
            self.page_class,
            base and data_of(base),
            data_of(self.mine),
            data_of(self.theirs),
            fields=self._fields,
            choices=self.choices,
            unchanged=self._is_unchanged,
        )

    def _is_unchanged(self, name: str, block: str | None, side: str) -> bool:
        changes = self._changes[side].get(self._fields[name])
        return changes is None if block is None else self._part(changes, block) is None

    @cached_property
    def _changes(self) -> dict[str, dict[str, Change]]:
        """What each side changed, by field; without the version before, both against nothing."""
        base = self.base.as_object() if self.base else None
        sides = {Side.MINE: self.mine, Side.THEIRS: self.theirs}
        return {side: {one.path[0]: one for one in compare(base, page)} for side, page in sides.items()}

    @staticmethod
    def _part(change: Change | None, block: str) -> Change | None:
        parts = change.parts if change else ()
        return next((one for one in parts if one.path[1] == block and one.kind is not Kind.UNCHANGED), None)

    # --- The page that shows both ------------------------------------------------------------------------------------

    def merged(self) -> HttpResponseBase | None:
        """The page that shows both, or the draft that holds both; None where there is nothing to decide or to lose."""
        if not self.is_overtaken or not self.both.is_needed:
            return None
        if BACK in self.request.POST:
            self.has_unsaved_changes = True
            self.form.restore_required_fields()
            return self.render_to_response(self.get_context_data())
        open_ones = list(undecided(self.both, self.choices))
        if self.request.POST.get(WITH) == self._shown_version and not open_ones:
            return self._save_both()
        asked_before = WITH in self.request.POST
        return self._show_both(asked_before and "Choose one of the versions wherever there are two, and save again.")

    @property
    def _shown_version(self) -> str:
        return f"{self.latest_revision.pk} {self.latest_revision_created_at}"

    def _show_both(self, error: str | bool = False) -> HttpResponseBase:
        sent = SentForm.of(self.request)
        entries = [one for one in self.since() if one.user_id != self.request.user.pk]
        context = {
            **self._page_context,
            "error": error,
            "address": self.request.get_full_path(),
            "fields": [(name, value) for name, value in sent.fields if not name.startswith(_OWN)],
            "with_name": WITH,
            "with_version": self._shown_version,
            "back_name": BACK,
            "who": self.who(),
            "entries": entries,
            "conflicts": [self._shown(one) for one in self.both.conflicts],
            "only_mine": list(self._by_one(self.both.mine, Side.MINE)),
            "only_theirs": list(self._by_one(self.both.theirs, Side.THEIRS)),
        }
        return render(self.request, "cms/admin/merge.html", context)

    @property
    def _page_context(self) -> dict[str, Any]:
        title = self.theirs.get_admin_display_title()
        way = [
            {"url": reverse("wagtailadmin_home"), "label": "Home"},
            {"url": self.get_edit_url(), "label": title},
            {"url": "", "label": "Two versions"},
        ]
        return {"header_title": f"Two versions of {title}", "header_icon": "history", "breadcrumbs_items": way}

    def who(self) -> str:
        """Who else changed the page."""
        names = [str(one.user_display_name) for one in self.since() if one.user_id != self.request.user.pk]
        return " and ".join(dict.fromkeys(names))

    def _by_one(self, names: set[str], side: Side) -> Iterator[tuple[str, SafeString | str]]:
        """What only one of the two changed, in the order of the form."""
        decided = {(one.field, one.block) for one in self.both.conflicts}
        shown = {self._fields[name]: name for name in names}
        for called, name in shown.items():
            change = self._changes[side].get(called)
            parts = [one for one in (change.parts if change else ()) if (name, one.path[1]) not in decided]
            if change and self.base and (parts or not change.parts):
                yield change.label, html_of(Change(change.label, change.kind, change.path, change.lines, tuple(parts)))
            elif not change or not self.base:
                yield self._label(called), ""

    def _shown(self, conflict: Conflict) -> Shown:
        called = self._fields[conflict.field]
        words = {
            Side.MINE: "Keep mine",
            Side.THEIRS: f"Keep what {self.who()} wrote",
            Side.BOTH: "Keep both, mine first",
        }
        chosen = self.choices.get(conflict.key)
        label = self._label(called)
        if conflict.is_order:
            label = f"{label}: the order"
        versions: list[SafeString | str] = []
        for side, value in ((Side.MINE, conflict.mine), (Side.THEIRS, conflict.theirs)):
            change = self._changes[side].get(called)
            part = self._part(change, conflict.block) if conflict.block else change
            if part and conflict.block and part.label:
                label = f"{self._label(called)}: {part.label}"
            if value is GONE:
                versions.append("This block was taken out.")
            elif conflict.is_order:
                versions.append("The blocks were put in another order.")
            else:
                versions.append(html_of(part) if part else _plain(value))
        sides = [(side.value, words[side], chosen == side) for side in conflict.sides]
        return Shown(conflict.key, label, versions[0], versions[1], sides)

    def _label(self, called: str) -> str:
        for changes in self._changes.values():
            if called in changes:
                return changes[called].label
        label = self.form.fields[called].label if called in self.form.fields else called.replace("_", " ")
        return capfirst(str(label))

    # --- One draft of both -------------------------------------------------------------------------------------------

    def _save_both(self) -> HttpResponseBase:
        """Save one draft of both, with the comments as the form has them."""
        self.merged_with = self.who()
        data = stored(self.page_class, self.both.data)
        both = self.real_page_record.specific.with_content_json(data)
        setattr(both, COMMENTS_RELATION_NAME, list(getattr(self.mine, COMMENTS_RELATION_NAME).all()))
        self.form.save = partial(_saved, both)
        self.has_content_changes = True
        return self.save_action()

    def add_save_confirmation_message(self) -> None:
        if not self.merged_with:
            super().add_save_confirmation_message()
            return
        words = f"Saved as one draft: what you changed and what {self.merged_with} changed."
        messages.success(
            self.request, words, buttons=[self.get_compare_with_live_message_button()] if self.page.live else []
        )


def _saved(page: Page, commit: bool = True) -> Page:
    """What a form's ``save`` would do, with a page that no form made; a draft may have gaps."""
    if commit:
        try:
            page.save()
        except ValidationError:
            page.save(clean=False)
    return page


def _plain(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(_plain(one) for one in value.values() if one not in (None, "", []))
    if isinstance(value, list):
        return ", ".join(_plain(one) for one in value)
    return "Nothing" if value in (None, "") else str(value)
