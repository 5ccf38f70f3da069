"""A library in two languages: English, and Welsh below /cy/."""

from __future__ import annotations

from typing import Any

import pytest
from wagtail.models import Locale, Page

from tests.support.tree import Tree

WELSH = "cy"
BILINGUAL = [("en-gb", "English"), (WELSH, "Cymraeg")]


def in_welsh(page: Page, title: str, slug: str, live: bool = True, **fields: Any) -> Any:
    """A page's translation below that of its parent, as an editor would publish it."""
    translation: Any = page.copy_for_translation(Locale.objects.get(language_code=WELSH))
    translation.title, translation.slug = title, slug
    for name, value in fields.items():
        setattr(translation, name, value)
    revision = translation.save_revision()
    if live:
        revision.publish()
    return type(translation).objects.get(pk=translation.pk)


@pytest.fixture
def two_languages(settings: Any, db: None) -> Locale:
    """English and Welsh are languages of content; gives the second."""
    settings.WAGTAIL_CONTENT_LANGUAGES = settings.LANGUAGES = BILINGUAL
    settings.WAGTAIL_I18N_ENABLED = True
    return Locale.objects.get_or_create(language_code=WELSH)[0]


@pytest.fixture
def welsh_tree(two_languages: Locale, tree: Tree) -> Tree:
    """The tree, with a Welsh home page and index of articles."""
    in_welsh(tree.home, "Hafan", "hafan")
    in_welsh(tree.knowledge, "Gwybodaeth", "gwybodaeth")
    return tree
