"""What files name, and what it is in the database: pages by address, terms by slug, files by name, accounts by user name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import ForeignKey, Model
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Locale, Page

from import_export.problems import SourceLocation, did_you_mean
from import_export.schema import addresses_in_database, term_models

PLANNED = -1  # the key, while checking, of what the import will make


@dataclass
class Known:
    """Names of one kind of thing, both ways. A planned thing has no key yet."""

    keys: dict[str, int] = field(default_factory=dict)
    names: dict[int, str] = field(default_factory=dict)

    def add(self, name: str, key: int) -> None:
        """Note a thing that is in the database."""
        self.keys[name] = key
        self.names[key] = name

    def plan(self, name: str) -> None:
        """Note a thing that the import will make, unless it is there."""
        self.keys.setdefault(name, PLANNED)


@dataclass
class References:
    """Finds things by the names of the format, and names by key. Holds names and keys, a few hundred bytes a thing, and the terms in use.

    ``make`` is called for a planned page whose key is needed (the import writes it then); while checking it is None and PLANNED stands
    for the key.
    """

    pages: Known = field(default_factory=Known)
    page_models: dict[str, type[Page]] = field(default_factory=dict)
    terms: dict[type[Model], Known] = field(default_factory=dict)
    images: Known = field(default_factory=Known)
    documents: Known = field(default_factory=Known)
    users: Known = field(default_factory=Known)
    locale_id: int | None = None
    make: Callable[[str], int] | None = None
    make_term: Callable[[type[Model], str], int] | None = None
    _objects: dict[tuple[type[Model], int], Model] = field(default_factory=dict)
    _nameable: dict[ForeignKey[Any, Any], set[int]] = field(default_factory=dict)

    @classmethod
    def of_database(cls) -> References:
        """Everything that can be named now."""
        found = cls(locale_id=Locale.get_default().pk)
        for address, key, model in addresses_in_database():
            found.add_page(address, key, model)
        for model in term_models().values():
            known = found.terms[model] = Known()
            for slug, key in model._default_manager.values_list("slug", "pk"):
                known.add(slug, key)
        for files, model in ((found.images, get_image_model()), (found.documents, get_document_model())):
            for name, key in model.objects.order_by("-pk").values_list("file", "pk").iterator():
                files.add(PurePosixPath(name).name, key)
        for name, key in get_user_model().objects.values_list("username", "pk").iterator():
            found.users.add(name, key)
        return found

    def add_page(self, address: str, key: int, model: type[Page]) -> None:
        """Note a page that is in the database."""
        self.pages.add(address, key)
        self.page_models[address] = model

    def plan_page(self, address: str, model: type[Page]) -> None:
        """Note a page that the import will write."""
        self.pages.plan(address)
        self.page_models[address] = model

    def page(self, address: str, location: SourceLocation, wanted: type[Page] = Page) -> int | None:
        """The key of the page at an address of the format."""
        model = self.page_models.get(address)
        if model is None:
            corrected = f"/{address.strip('/')}/"
            hint = did_you_mean(address, self.page_models)
            if corrected in self.page_models:
                hint = f" Write {corrected}"
            location.problem(
                f"There is no page at “{address}”.{hint} An address is /folder/slug/, such as /tools/social-history/."
            )
            return None
        if not issubclass(model, wanted):
            location.problem(
                f"“{address}” is a {model._meta.verbose_name}, but a {wanted._meta.verbose_name} is needed here. Choose another page."
            )
            return None
        key = self.pages.keys[address]
        return self.make(address) if key == PLANNED and self.make else key

    def term(self, model: type[Model], slug: str, location: SourceLocation) -> int | None:
        """The key of a term by its slug."""
        known = self.terms[model]
        key = known.keys.get(slug)
        if key is None:
            name = model._meta.verbose_name
            location.problem(
                f"There is no {name} “{slug}”.{did_you_mean(slug, known.keys)} Add it to taxonomy/{_stem(model)}.yaml, or correct the slug."
            )
            return None
        return self.make_term(model, slug) if key == PLANNED and self.make_term else key

    def term_object(self, model: type[Model], key: int) -> Model:
        """A term by its key, fetched once."""
        if (model, key) not in self._objects:
            self._objects[model, key] = model._default_manager.get(pk=key)
        return self._objects[model, key]

    def image(self, name: str, location: SourceLocation) -> int | None:
        """The key of an image by its file name."""
        return self._file(self.images, "image", name, location)

    def document(self, name: str, location: SourceLocation) -> int | None:
        """The key of a document by its file name."""
        return self._file(self.documents, "document", name, location)

    def _file(self, known: Known, what: str, name: str, location: SourceLocation) -> int | None:
        key = known.keys.get(name)
        if key is None:
            location.problem(
                f"There is no {what} “{name}”.{did_you_mean(name, known.keys)} Put the file into {what}s/ and list it in {what}s/{what}s.yaml."
            )
        return key

    def user(self, name: str, location: SourceLocation, column: ForeignKey[Any, Any]) -> int | None:
        """The key of an account by its user name, if it may stand in this column."""
        key = self.users.keys.get(name)
        if key is None:
            location.problem(f"There is no account “{name}”. Create it first, or leave the field out.")
        elif not self.may_be_named(key, column):
            location.problem(
                f"The account “{name}” has not agreed to be named here. They agree on their account page in the admin; or leave the field out."
            )
            return None
        return key

    def may_be_named(self, key: Any, column: ForeignKey[Any, Any]) -> bool:
        """Whether an account is among those that the column may name."""
        if column not in self._nameable:
            accounts = get_user_model()._default_manager.complex_filter(column.get_limit_choices_to())
            self._nameable[column] = set(accounts.values_list("pk", flat=True))
        return key in self._nameable[column]


def _stem(model: type[Model]) -> str:
    return next(name for name, one in term_models().items() if one is model)
