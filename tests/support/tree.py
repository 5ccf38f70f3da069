"""The tree of pages that every test with a database finds: the site's home and one empty index a type."""

from __future__ import annotations

from dataclasses import dataclass

from wagtail.models import Page, Site

from content_types.core.factories import HomePageFactory
from content_types.core.models import HomePage
from content_types.events.factories import EventIndexPageFactory
from content_types.events.models import EventIndexPage
from content_types.initiatives.factories import InitiativeIndexPageFactory
from content_types.initiatives.models import InitiativeIndexPage
from content_types.knowledge.factories import KnowledgeIndexPageFactory
from content_types.knowledge.models import KnowledgeIndexPage
from content_types.tools.factories import ToolIndexPageFactory
from content_types.tools.models import ToolIndexPage
from content_types.wellbeing.factories import WellbeingIndexPageFactory
from content_types.wellbeing.models import WellbeingIndexPage


@dataclass
class Tree:
    """The site's home and its five indexes."""

    site: Site
    home: HomePage
    knowledge: Page
    tools: Page
    wellbeing: Page
    events: Page
    initiatives: Page


def plant_tree() -> None:
    """Put the tree in place of the pages that Wagtail's migrations wrote."""
    Page.objects.filter(depth__gt=1).delete()
    Site.objects.all().delete()
    home = HomePageFactory(parent=Page.objects.get(depth=1))
    Site.objects.create(hostname="testserver", port=80, root_page=home, is_default_site=True)
    for factory in (
        KnowledgeIndexPageFactory,
        ToolIndexPageFactory,
        WellbeingIndexPageFactory,
        EventIndexPageFactory,
        InitiativeIndexPageFactory,
    ):
        factory(parent=home)


def uproot_tree() -> None:
    """Put back what a new installation has: Wagtail's welcome page, and its site."""
    Site.objects.all().delete()
    Page.objects.filter(depth__gt=1).delete()
    root = Page.objects.get(depth=1)
    welcome = root.add_child(instance=Page(title="Welcome to your new Wagtail site!", slug="home"))
    Site.objects.create(hostname="localhost", root_page=welcome, is_default_site=True)


def find_tree() -> Tree:
    """The tree as it stands in the database, each part read anew."""
    return Tree(
        site=Site.objects.get(),
        home=HomePage.objects.get(),
        knowledge=KnowledgeIndexPage.objects.get(),
        tools=ToolIndexPage.objects.get(),
        wellbeing=WellbeingIndexPage.objects.get(),
        events=EventIndexPage.objects.get(),
        initiatives=InitiativeIndexPage.objects.get(),
    )
