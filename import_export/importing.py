"""Importing a folder: everything is checked first, then everything is written, or nothing."""

from __future__ import annotations

from pathlib import Path

from django.db import transaction
from taggit.models import Tag

from content_types.core.row_locks import lock_tree
from delivery.languages import languages
from import_export.dates import Calendar
from import_export.deferral import indexed_in_bulk
from import_export.field_codecs import Showing
from import_export.folder import MEDIA_FOLDERS, Folder, scan
from import_export.media import Media, MediaWriter, check_media, read_media
from import_export.media_files import MediaJournal
from import_export.naming import Naming
from import_export.outcome import Outcome, Progress, silent
from import_export.page_files import Place, check_page, places, plan
from import_export.page_writing import PageWriter
from import_export.problems import ImportRejected, Report
from import_export.references import References
from import_export.schema import resource_kinds
from import_export.site import check_site, write_site
from import_export.terms import FOLDER as TERMS_FOLDER
from import_export.terms import Terms, TermWriter, check_terms, read_terms


def known_folders() -> set[str]:
    """The sub-folders of the format."""
    return {TERMS_FOLDER, "pages", *MEDIA_FOLDERS, *(kind.folder for kind in resource_kinds()), *languages()[1:]}


class Tags:
    """Gives the tag with a name, made if need be; capital letters make no difference. Holds every tag."""

    def __init__(self) -> None:
        self._known = {tag.name.casefold(): tag for tag in Tag.objects.all()}

    def __call__(self, name: str) -> Tag:
        tag = self._known.get(name.casefold())
        if tag is None:
            tag = self._known[name.casefold()] = Tag.objects.create(name=name)
        return tag


class LibraryImport:
    """One import of one folder.

    Holds names, addresses, terms and the lists of media, but one page at a time: memory grows by less than a kilobyte a page.
    """

    def __init__(self, path: Path, progress: Progress = silent) -> None:
        self.progress = progress
        self.report = Report()
        self.calendar = Calendar.now()
        self.folder: Folder = scan(path, known_folders(), self.report)
        self.references = References.of_database()
        self.places: dict[str, Place] = {}
        self.terms: Terms = {}
        self.media = Media()

    def check(self) -> None:
        """Read the whole folder and raise ImportRejected with every problem, if there is one. Writes nothing."""
        report, references = self.report, self.references
        self.places = places(self.folder, report)
        plan(self.places.values(), references, report)
        self.media = read_media(self.folder, references, self.calendar, report, checking=True)
        self.terms = read_terms(self.folder, references, report)
        check_media(self.media, self.folder)
        check_terms(self.terms, references, self.calendar, report)
        check_site(self.folder, references, self.calendar, report)
        for done, place in enumerate(self.places.values(), 1):
            check_page(self.folder, place, references, self.calendar, report)
            self.progress("checked", done, len(self.places))
        self._refuse_if_wrong()

    def _refuse_if_wrong(self) -> None:
        if self.report:
            raise ImportRejected(self.report)

    def write(self, dry_run: bool = False) -> Outcome:
        """Write what was checked, in one transaction; ``dry_run`` takes it all back at the end.

        Raises ImportRejected when the database rejects something after all. Whenever it raises, neither database nor media have changed.
        """
        journal = MediaJournal()
        try:
            with transaction.atomic():
                lock_tree()  # which editors wait for who create or move pages; who edits one waits for that page alone
                with indexed_in_bulk():
                    outcome = self._write(journal)
                    self._refuse_if_wrong()
                if dry_run:
                    transaction.set_rollback(True)
        except BaseException:
            journal.undo()
            raise
        if dry_run:
            journal.undo()
        else:
            journal.close()
        return outcome

    def _write(self, journal: MediaJournal) -> Outcome:
        references, outcome, tags = self.references, Outcome(), Tags()
        showing = Showing(Naming(references), self.calendar.zone, self.calendar.zone)
        pages = PageWriter(self.folder, self.places, references, self.calendar, self.report, showing, outcome, tags)
        terms = TermWriter(self.terms, references, self.calendar, self.report, showing, outcome)
        references.make = pages.make
        references.make_term = terms.make
        media = read_media(self.folder, references, self.calendar, self.report, checking=False)
        MediaWriter(media, self.folder, references, journal, showing, outcome).write_all(tags)
        self._refuse_if_wrong()  # what follows needs every file's key
        terms.write_all()
        for done, address in enumerate(self.places, 1):
            pages.write(address)
            self.progress("written", done, len(self.places))
        write_site(self.folder, references, self.calendar, self.report, showing, outcome)
        return outcome


def import_library(path: Path, progress: Progress = silent, dry_run: bool = False) -> Outcome:
    """Import a folder. Raises ImportRejected with every problem; then nothing was written."""
    job = LibraryImport(path, progress)
    job.check()
    return job.write(dry_run)
