"""Exporting the library to a folder: the canonical form of everything that the format holds, whatever its state.

The same library gives the same bytes. It is an operator's tool: drafts, private, scheduled and expired pages are written too, and passwords of
private pages; nothing of accounts but user names.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from django.db.models import Model
from wagtail.models import Collection, Page

from content_types.core.pages import StandardPage
from content_types.core.site_settings import LibrarySettings
from delivery.languages import languages
from import_export.dates import Calendar
from import_export.field_codecs import Codec, Showing, zone_named
from import_export.folder import of_language
from import_export.media import LISTS, collection_name
from import_export.media_files import file_model
from import_export.naming import Naming
from import_export.outcome import Progress, silent
from import_export.records import codecs_of, show, values_of, word_codecs
from import_export.references import References
from import_export.relation_codecs import OUT_OF_DATE
from import_export.schema import HOME, PageKind, default_site, page_kinds, term_models
from import_export.site import FILE as SITE_FILE
from import_export.states import DRAFT, LIVE, Privacy, privacy_of, restriction_of, state_of_page
from import_export.terms import FOLDER as TERMS_FOLDER
from import_export.terms import term_codecs
from import_export.yaml_writer import write_yaml
from translations.models import PageTranslation
from translations.states import original_of

# Keys of a page that stand before its state; the others come after its privacy.
OPENING = ("title", "slug")
DATES = ("go_live_at", "expire_at", "first_published_at")


class ExportError(Exception):
    """The library cannot be written to this folder; the message says why and what to do."""


class LibraryExport:
    """One export. Holds the names of everything, but one page at a time."""

    def __init__(self, path: Path, progress: Progress = silent) -> None:
        self.path = path
        self.progress = progress
        self.references = References.of_database()
        self.zone = Calendar.now().zone
        self.naming = Naming(self.references)
        self.written: set[str] = set()
        self.counts: Counter[str] = Counter()

    def write(self) -> Counter[str]:
        """Write everything; gives the number of things by folder."""
        self._site()
        for what in LISTS:
            self._media(what)
        for stem, model in term_models().items():
            self._terms(stem, model)
        for kind in page_kinds().values():
            self._pages(kind)
        return self.counts

    def _put(self, name: str, data: Any) -> None:
        if name in self.written:
            raise ExportError(f"Two pages would be written to {name}. Give one of them another slug, and export again.")
        self.written.add(name)
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(write_yaml(data), encoding="utf-8", newline="\n")

    def _showing(self, instance: Any) -> Showing:
        zone = zone_named(getattr(instance, "time_zone", "") or "")
        return Showing(self.naming, zone or self.zone, self.zone)

    def _data(self, codecs: list[Codec], instance: Any) -> dict[str, Any]:
        return show(codecs, values_of(codecs, instance), self._showing(instance))

    def _site(self) -> None:
        settings = LibrarySettings.objects.filter(site=default_site()).first()
        if settings is not None:
            self._put(SITE_FILE, self._data(codecs_of(LibrarySettings), settings))
            self.counts["site"] += 1

    def _media(self, what: str) -> None:
        entries: list[dict[str, Any]] = []
        codecs = codecs_of(file_model(what))
        privacy: dict[int, tuple[str, Privacy]] = {}
        owners = file_model(what).objects.prefetch_related("tags").select_related("collection").order_by("file")
        for owner in owners.iterator(chunk_size=200):
            name = PurePosixPath(owner.file.name).name
            if owner.collection_id not in privacy:
                privacy[owner.collection_id] = (
                    collection_name(owner.collection),
                    _collection_privacy(owner.collection),
                )
            collection, restriction = privacy[owner.collection_id]
            entry = {"file": name, **self._data(codecs, owner)}
            if collection:
                entry["collection"] = collection
            if collection and not restriction.is_public:
                entry["collection_privacy"] = restriction.data()
            entries.append(entry)
            self._copy(owner, f"{what}s/{name}")
        if entries:
            self._put(LISTS[what], sorted(entries, key=lambda entry: str(entry["file"])))
            self.counts[f"{what}s"] = len(entries)

    def _copy(self, owner: Any, name: str) -> None:
        if name in self.written:
            raise ExportError(
                f"Two files of the library are called {name}. Replace one of them under another name, and export again."
            )
        self.written.add(name)
        target = self.path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            with owner.file.storage.open(owner.file.name) as source, target.open("wb") as copy:
                shutil.copyfileobj(source, copy)
        except FileNotFoundError:
            raise ExportError(
                f"The file of “{owner.title}” is not in the media store ({owner.file.name}). Restore it, or delete the entry in the admin."
            ) from None

    def _terms(self, stem: str, model: type[Model]) -> None:
        codecs = term_codecs(model)
        entries: list[dict[str, Any]] = []
        for position, term in enumerate(model._default_manager.order_by("sort_order", "name", "slug")):
            current: Any = term
            if not current.live:
                current = current.get_latest_revision_as_object()
            entry = self._data(codecs, current)
            entry.pop("sort_order", None)
            opening: dict[str, Any] = {name: entry.pop(name) for name in ("slug", "name") if name in entry}
            state = {} if getattr(term, "live", True) else {"state": DRAFT}
            # Only where the place in the file does not say it.
            order = {} if current.sort_order == position else {"sort_order": current.sort_order}
            entries.append({**opening, **state, **order, **entry})
        if entries:
            self._put(f"{TERMS_FOLDER}/{stem}.yaml", entries)
            self.counts[TERMS_FOLDER] += len(entries)

    def _pages(self, kind: PageKind) -> None:
        found = [
            (address, key)
            for address, key in self.references.pages.keys.items()
            if self.references.page_models[address] is kind.model
        ]
        for done, (address, key) in enumerate(sorted(found), 1):
            page = kind.model._default_manager.get(pk=key)
            code = of_language(address.strip("/"))[0]
            if code and page.alias_of_id:
                continue  # it stands in for a translation that is not there
            codecs = word_codecs(kind.model) if code else codecs_of(kind.model)
            data = self._page(kind, page, codecs)
            if code:
                data = self._as_translation(kind, page, data)
            self._put(_file_of(kind, address, page, code), data)
            self.counts[kind.folder or "pages"] += 1
            self.progress(f"{kind.name}: written", done, len(found))

    def _page(self, kind: PageKind, page: Any, codecs: list[Codec]) -> dict[str, Any]:
        state = state_of_page(page)
        current = page if page.live else page.get_latest_revision_as_object()
        fields = self._data(codecs, current)
        data: dict[str, Any] = {"type": kind.name}
        data.update((name, fields.pop(name)) for name in OPENING if name in fields)
        if state != LIVE:
            data["state"] = state
        data.update((name, fields.pop(name)) for name in DATES if name in fields)
        privacy = privacy_of(restriction_of(page)).data()
        if privacy:
            data["privacy"] = privacy
        return {**data, **fields}

    def _as_translation(self, kind: PageKind, page: Any, data: dict[str, Any]) -> dict[str, Any]:
        """What a translation's file says first: of which page it is one, and whether that has changed since."""
        original = original_of(page)
        row = PageTranslation.objects.filter(pk=page.pk).first()
        header: dict[str, Any] = {"type": data.pop("type")}
        if kind.folder or kind.model is StandardPage:
            header["translation_of"] = self.naming.page(original.pk if original is not None else None)
        if row is None or not row.is_current:
            header[OUT_OF_DATE] = True
        return {**header, **data}


def _file_of(kind: PageKind, address: str, page: Page, code: str) -> str:
    start = f"{code}/" if code else ""
    if kind.folder:
        return f"{start}{kind.folder}/{page.slug}.yaml"
    if kind.index_of or address in {HOME, f"/{code}/"}:
        return f"{start}pages/{kind.name}.yaml"
    return f"{start}pages/{address.strip('/').removeprefix(start)}.yaml"


def _collection_privacy(collection: Collection) -> Privacy:
    """The privacy that holds for a collection: its own, or that of the nearest one above that has one."""
    above: Iterator[Collection] = iter(collection.get_ancestors(inclusive=True).reverse())
    for one in above:
        privacy = privacy_of(restriction_of(one))
        if not privacy.is_public:
            return privacy
    return Privacy()


def export_library(path: Path, overwrite: bool = False, progress: Progress = silent) -> Counter[str]:
    """Export to a folder, which is made if need be. Raises ExportError for a folder that is not empty, unless ``overwrite``.

    Overwriting replaces files of the same name and removes YAML files of an earlier export whose page is gone; other files stay.
    """
    if path.exists() and not path.is_dir():
        raise ExportError(f"{path} is a file. Give the path of a folder.")
    if path.is_dir() and any(path.iterdir()) and not overwrite:
        raise ExportError(f"{path} is not empty. Choose another folder, or add --overwrite.")
    path.mkdir(parents=True, exist_ok=True)
    job = LibraryExport(path, progress)
    counts = job.write()
    if overwrite:
        _remove_stale(path, job.written)
    return counts


def _remove_stale(path: Path, written: set[str]) -> None:
    folders = {
        TERMS_FOLDER,
        "pages",
        "images",
        "documents",
        *(kind.folder for kind in page_kinds().values() if kind.folder),
    }
    folders |= {f"{code}/{folder}" for code in languages()[1:] for folder in folders}
    for folder in sorted(folders):
        for file in (path / folder).rglob("*.yaml"):
            if file.relative_to(path).as_posix() not in written and not file.is_symlink():
                file.unlink()
