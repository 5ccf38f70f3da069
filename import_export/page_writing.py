"""Writing pages as an editor would: through revisions and publishing, so that everything that listens to them hears of it.

A page that another one names before its own turn comes is made then, as a draft with its plain fields; so references may go forwards and in
circles, and each file is read at most twice.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from wagtail.models import Page, ReferenceIndex, Site
from wagtail.signal_handlers import disable_reference_index_auto_update

from content_types.core.row_locks import lock_pages
from import_export.dates import Calendar
from import_export.field_codecs import Showing
from import_export.folder import Folder
from import_export.outcome import CHANGED, CREATED, UNCHANGED, Outcome
from import_export.page_files import PageFile, Place, read_page
from import_export.problems import ImportRejected, Report, SourceLocation
from import_export.record_reading import report_errors
from import_export.records import column_codecs, put, same, values_of
from import_export.references import PLANNED, References
from import_export.schema import default_site
from import_export.states import (
    DRAFT,
    SCHEDULED,
    bring_to_state,
    privacy_of,
    restriction_of,
    set_privacy,
    state_now,
    state_of_page,
)  # fmt: skip
from import_export.translations import begin_translation, follow_original, is_as_original, note_imported


class ChangedMeanwhileError(Exception):
    """A file is not what it was when it was checked."""


class PageWriter:
    """Writes the pages of a folder that was checked."""

    def __init__(
        self,
        folder: Folder,
        places: dict[str, Place],
        references: References,
        calendar: Calendar,
        report: Report,
        showing: Showing,
        outcome: Outcome,
        tag: Any,
    ) -> None:
        self.folder = folder
        self.places = places
        self.references = references
        self.calendar = calendar
        self.report = report
        self.showing = showing
        self.outcome = outcome
        self.tag = tag
        self._made: set[str] = set()  # pages of this import that are not filled yet
        self._parents: dict[str, Page] = {}

    def make(self, address: str) -> int:
        """The key of a page that the import writes; makes it, as a draft with its plain fields, if it is not there."""
        key = self.references.pages.keys[address]
        if key != PLANNED:
            return key
        place = self.places[address]
        self._made.add(address)
        return int(self._create(place, self._read(place, plain=True)).pk)

    def write(self, address: str) -> None:
        """Bring a page to what its file says."""
        place = self.places[address]
        file = self._read(place)  # which may make this page, if it names itself
        key = self.references.pages.keys[address]
        page: Any = self._create(place, file) if key == PLANNED else _take(place, key)
        is_new = key == PLANNED or address in self._made
        self._made.discard(address)
        folder = place.kind.folder or "pages"
        state = state_now(file.state, file.values["go_live_at"])
        if not is_new and self._is_same(page, file, state):
            self.outcome.count(folder, UNCHANGED)
            return
        try:
            self._bring(page, file, state, is_new)
        except ValidationError as error:
            report_errors(error, SourceLocation(self.report, place.file, file.mapping.line), file.mapping)
        self.outcome.count(folder, CREATED if is_new else CHANGED)

    def _create(self, place: Place, file: PageFile) -> Page:
        page: Any = place.kind.model(live=False)
        if place.language:
            begin_translation(page, self._original(place), place.language)
        put(column_codecs(file.codecs), page, file.values, file.reading, file.mapping.entries)
        try:
            self._add(page, place)
        except ValidationError as error:
            report_errors(error, SourceLocation(self.report, place.file, file.mapping.line), file.mapping)
            raise ImportRejected(self.report) from error
        self.references.pages.add(place.address, page.pk)
        return page

    def _original(self, place: Place) -> Any:
        """The page that another is a translation of, as it is stored."""
        return place.kind.model._default_manager.get(pk=self.make(place.original))

    def _read(self, place: Place, plain: bool = False) -> PageFile:
        references = References(page_models=self.references.page_models) if plain else self.references
        report = Report()
        file = read_page(self.folder, place, references, self.calendar, report, checking=False, plain=plain)
        if file is None or report:
            raise ChangedMeanwhileError(f"{place.file} changed while it was being imported. Import again.")
        file.reading.tag = self.tag
        return file

    def _is_same(self, page: Any, file: PageFile, state: str) -> bool:
        if state_of_page(page) != state or privacy_of(restriction_of(page)) != file.privacy:
            return False
        current = page if page.live else page.get_latest_revision_as_object()
        if file.place.language and not is_as_original(
            page, current, self._original(file.place), file.out_of_date, self.showing
        ):
            return False
        return same(file.codecs, file.values, values_of(file.codecs, current), self.showing, file.mapping.entries)

    def _bring(self, page: Any, file: PageFile, state: str, is_new: bool) -> None:
        restriction = None if is_new else restriction_of(page)
        if privacy_of(restriction) != file.privacy:
            set_privacy(page, file.privacy, restriction)
        original = self._original(file.place) if file.place.language else None
        if original is not None:
            follow_original(page, original)
        put(file.codecs, page, file.values, file.reading, file.mapping.entries)
        # Wagtail would work out the references at each of several saves; once, at the end, is enough.
        with disable_reference_index_auto_update():
            bring_to_state(page, state)
        if state in {DRAFT, SCHEDULED}:
            Page.objects.filter(pk=page.pk).update(first_published_at=page.first_published_at)
        ReferenceIndex.create_or_update_for_object(page)
        if original is not None:
            note_imported(page, original, out_of_date=file.out_of_date)

    def _add(self, page: Page, place: Place) -> None:
        if place.parent is None:
            if place.language:
                Page.get_first_root_node().add_child(instance=page)
            else:
                _add_home(page)
            return
        if place.parent not in self._parents:
            key = self.make(place.parent) if place.parent in self.places else self.references.pages.keys[place.parent]
            self._parents[place.parent] = Page.objects.get(pk=key)
        with disable_reference_index_auto_update():
            self._parents[place.parent].add_child(instance=page)


def _take(place: Place, key: int) -> Page:
    """The page as it is stored, which nobody else changes until the import is done."""
    lock_pages([key])
    page: Page = place.kind.model._default_manager.get(pk=key)
    return page


def _add_home(page: Page) -> None:
    """Add the home page as the root of the default site, in place of Wagtail's own first page if nobody has touched that."""
    root = Page.get_first_root_node()
    if root is None:
        raise LookupError("There is no root page: run the migrations")
    site = default_site()
    untouched = Page.objects.filter(
        depth=2, numchild=0, latest_revision=None, title__startswith="Welcome to your new Wagtail"
    )
    welcome = untouched.first()
    if welcome is not None:
        # Out of the way of the slug “home”; deleted below, once no site stands on it.
        Page.objects.filter(pk=welcome.pk).update(slug=f"welcome-{welcome.pk}")
    root.add_child(instance=page)
    if site is None:
        Site.objects.create(hostname="localhost", port=80, root_page=page, is_default_site=True)
    else:
        site.root_page = page
        site.save()
    if welcome is not None and not Site.objects.filter(root_page=welcome.pk).exists():
        Page.objects.get(pk=welcome.pk).delete()
