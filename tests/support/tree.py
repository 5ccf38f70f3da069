"""The tree of pages that every test with a database finds: the site's home and one empty index a type."""

from __future__ import annotations

from dataclasses import dataclass

from wagtail.models import Page, Site

from content_types.core.factories import HomePageFactory
from content_types.core.models import HomePage
from tests.support.types import TYPES, factory_of

INDEXES = {one.folder: one.index_model for one in TYPES if one.index_model is not None}


@dataclass
class Tree:
    """The site's home and its indexes, one a type: ``tree.knowledge`` is the index whose folder is ``knowledge``."""

    site: Site
    home: HomePage
    indexes: dict[str, Page]

    def __getattr__(self, folder: str) -> Page:
        try:
            return self.__dict__["indexes"][folder]
        except KeyError as error:
            raise AttributeError(f"No content type has the folder {folder!r}") from error


def plant_tree() -> None:
    """Put the tree in place of the pages that Wagtail's migrations wrote."""
    Page.objects.filter(depth__gt=1).delete()
    Site.objects.all().delete()
    home = HomePageFactory(parent=Page.objects.get(depth=1))
    Site.objects.create(hostname="testserver", port=80, root_page=home, is_default_site=True)
    for one in INDEXES.values():
        factory_of(one)(parent=home)


def uproot_tree() -> None:
    """Put back what a new installation has: Wagtail's welcome page, and its site."""
    Site.objects.all().delete()
    Page.objects.filter(depth__gt=1).delete()
    root = Page.objects.get(depth=1)
    welcome = root.add_child(instance=Page(title="Welcome to your new Wagtail site!", slug="home"))
    Site.objects.create(hostname="localhost", root_page=welcome, is_default_site=True)


def _only(index: type[Page]) -> Page:
    try:
        return index.objects.get()
    except index.DoesNotExist as error:
        raise AssertionError(
            f"The database of this test has no {index.__name__}. If it is the demo's, the index needs a file in "
            "demo/library/pages/: docs/adding-a-content-type.md, “The wiring”."
        ) from error


def find_tree() -> Tree:
    """The tree as it stands in the database, each part read anew."""
    return Tree(
        site=Site.objects.get(),
        home=HomePage.objects.get(),
        indexes={folder: _only(model) for folder, model in INDEXES.items()},
    )
