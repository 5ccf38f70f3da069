"""Starters: each begins a draft, and none can be published as it is."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from wagtail.fields import StreamField

from content_types.core.completeness import problems_of
from content_types.core.registry import content_types
from content_types.core.starters import EXAMPLE, begin, unreplaced
from content_types.knowledge.factories import KnowledgeArticlePageFactory
from content_types.knowledge.models import KnowledgeArticlePage
from tests.support.tree import Tree

pytestmark = pytest.mark.django_db  # a page that is made asks for its content type

EACH = [(one, starter) for one in content_types() for starter in one.starters]


def begun(content_type: Any, starter: Any) -> Any:
    page = content_type.model(title="Mine", slug="mine", path="00019999", depth=2)
    begin(page, starter)
    return page


@pytest.mark.parametrize(("content_type", "starter"), EACH, ids=lambda one: one.name)
def test_each_begins_a_draft_that_cannot_be_published_as_it_is(content_type: Any, starter: Any) -> None:
    page = begun(content_type, starter)
    page.is_deferred_validation = True
    page.full_clean(exclude=["start", "end", "place", "location_name", "latitude", "longitude"])
    streams = [one for one in page._meta.fields if isinstance(one, StreamField)]
    for one in streams:
        field = one.formfield()
        field.is_deferred_validation = True
        field.clean(getattr(page, one.name))
    page.is_deferred_validation = False
    problems = " ".join(problems_of(page))
    for one in streams:
        if starter.values.get(one.name):
            assert one.name in unreplaced(page)
    assert "is still an example" in problems
    assert set(starter.values) >= {"summary"}
    assert "summary" in unreplaced(page)


def test_names_differ_and_one_answers_what_is_searched_for() -> None:
    for one in content_types():
        assert len({starter.name for starter in one.starters}) == len(one.starters)
    assert [starter.name for _, starter in EACH if starter.answers_search] == ["question"]


def test_the_message_names_the_block(tree: Tree) -> None:
    page = KnowledgeArticlePageFactory(parent=tree.knowledge)
    page.body = [("rich_text", "<p>Mine.</p>"), ("reflection", {"question": "[Your word]", "prompt": ""})]
    page.full_clean()  # brackets alone do not make an example
    left = {"question": "[Your words: One open question]", "prompt": ""}
    page.body = [("rich_text", "<p>Mine.</p>"), ("reflection", left)]
    with pytest.raises(ValidationError) as raised:
        page.full_clean()
    assert raised.value.message_dict == {
        "body": [
            "Block 2 (Reflection question) is still an example: “[Your words: One open question]”. "
            "Write your own words in its place, or remove the block."
        ]
    }
    assert list(problems_of(page)) == ["Body: " + raised.value.message_dict["body"][0]]


@pytest.mark.parametrize("words", ["He said […] and left", "[Name]’s room has [no heating / …]", "[Your words]"])
def test_brackets_of_quotations_and_letters_are_no_examples(words: str) -> None:
    assert not EXAMPLE.search(words)
    assert unreplaced(KnowledgeArticlePage(title=words, summary=words)) == {}


@pytest.mark.parametrize(("content_type", "starter"), EACH, ids=lambda one: one.name)
def test_comments_and_advice_find_each_block_of_it(content_type: Any, starter: Any) -> None:
    keys = [block.id for block in begun(content_type, starter).body]
    assert all(keys)
    assert len(set(keys)) == len(keys)
