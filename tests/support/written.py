"""Pages of every type with all that an editor's form can hold, rich text that begins with a list first of all."""

from __future__ import annotations

from typing import Any

from wagtail.models import Page

from content_types.core.factories import StandardPageFactory
from content_types.core.models import LibrarySettings
from content_types.events.factories import EventPageFactory
from content_types.initiatives.factories import InitiativeFactory
from content_types.knowledge.factories import KnowledgeArticlePageFactory
from content_types.taxonomy.factories import PersonFactory
from content_types.taxonomy.models import Person
from content_types.tools.factories import ToolPageFactory
from content_types.wellbeing.factories import WellbeingGuidancePageFactory
from tests.support.tree import Tree
from tests.support.types import TYPES, factory_of

LIST = "<ul><li>First</li><li>Second</li></ul>"
TABLE = {
    "data": [["Need", "Who"], ["Food", "Open Door"]],
    "table_header_choice": "row",
    "first_row_is_table_header": True,
}
STEPS = [("step", {"title": "Ask", "text": LIST, "image": None, "alt_text": ""})]
BODY: list[tuple[str, Any]] = [
    ("rich_text", LIST),
    ("heading", {"text": "Asking", "level": "h2", "anchor": ""}),
    ("callout", {"kind": "info", "title": "Good to know", "text": LIST}),
    ("table", {"caption": "Who can help", "table": TABLE}),
    ("accordion", {"title": "", "items": [{"title": "What if they say no?", "text": LIST}]}),
    ("embed", {"url": "https://vimeo.com/123456", "title": "A film", "transcript": LIST}),
]
CASE = {
    "problem": LIST,
    "local_figures": [{"figure": "412", "label": "families", "source_title": "Trust data"}],
    "ask": LIST,
    "costs": [{"item": "A worker", "amount": "31000", "period": "yearly"}],
    "benefit": LIST,
    "success_measures": ["Families seen"],
}  # fmt: skip


def written_pages(tree: Tree) -> dict[str, Page]:
    """A published page of every type that editors can make, by what it is called."""
    for index in (tree.home, tree.knowledge):
        index.introduction = LIST
        index.save()
    pages = {
        "home": tree.home,
        "index": tree.knowledge,
        "article": KnowledgeArticlePageFactory(parent=tree.knowledge, body=BODY),
        "tool": ToolPageFactory(
            parent=tree.tools, body=[], kind="business_case", business_case=[("business_case", CASE)], steps=STEPS
        ),
        "wellbeing": WellbeingGuidancePageFactory(
            parent=tree.wellbeing, body=[], show_help_now=True, help_now_text=LIST, steps=STEPS
        ),
        "event": EventPageFactory(parent=tree.events, body=[], recording_transcript=LIST),
        "initiative": InitiativeFactory(
            parent=tree.initiatives, body=[], outcomes=LIST, latitude=53.8, longitude=-1.76
        ),
        "standing page": StandardPageFactory(parent=tree.home, body=BODY),
    }
    others = (one for one in TYPES if one.name not in pages)
    return pages | {one.name: factory_of(one.model)(parent=tree.indexes[one.folder], body=BODY) for one in others}


def written_person() -> Person:
    """Somebody with a few words about them."""
    return PersonFactory(name="Amina Okafor", bio=LIST)


def written_settings(tree: Tree) -> LibrarySettings:
    """The site's settings, with numbers to ring."""
    settings, _ = LibrarySettings.objects.update_or_create(site=tree.site, defaults={"help_now_text": LIST})
    return settings
