"""What values are called in front of people."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.test import override_settings
from django.utils import translation

from content_types.core.graphql import labels as spoken
from content_types.core.library import Licence
from content_types.events.models import EventPage
from content_types.knowledge.models import KnowledgeArticlePage
from content_types.tools.factories import ToolPageFactory
from content_types.tools.models import ToolPage
from graphql_api.schema.building import get_schema
from graphql_api.schema.labels_query import enums_of
from tests.support.graphql import GraphQL
from tests.support.tree import Tree

pytestmark = pytest.mark.django_db


def asked(graphql: GraphQL, arguments: str = "") -> dict[str, dict[str, str]]:
    found = graphql(f"{{ labels{arguments} {{ name values {{ value label }} }} }}")["labels"]
    return {one["name"]: {value["value"]: value["label"] for value in one["values"]} for one in found}


def test_every_value_of_every_enum_has_one(graphql: GraphQL) -> None:
    found = asked(graphql)
    assert {name: list(values) for name, values in found.items()} == {
        name: list(one.values) for name, one in enums_of(get_schema().graphql_schema).items()
    }
    for name, values in found.items():
        for value, label in values.items():
            assert label == label.strip() != "", (name, value)
            assert not label.endswith("."), f"{name}.{value} has a description for a label: {label}"
            assert "`" not in label, f"{name}.{value} has a description for a label: {label}"
        assert len(set(values.values())) == len(values), f"two values of {name} are called the same"


def test_a_kind_says_of_which_types_it_is(graphql: GraphQL) -> None:
    """So that a picker of tools offers the kinds of tools alone."""
    found = graphql("{ labels { name values { value types } } }")["labels"]
    types = {one["name"]: {value["value"]: value["types"] for value in one["values"]} for one in found}
    own = {"ARTICLE": KnowledgeArticlePage.Kind, "TOOL": ToolPage.Kind, "EVENT": EventPage.Kind}
    by_type = {name: {value for value, known in types["Kind"].items() if name in known} for name in own}
    assert by_type == {name: {kind.value.upper() for kind in kinds} for name, kinds in own.items()}
    assert set().union(*by_type.values()) == set(types["Kind"])
    assert types["Kind"]["SCREENING_QUESTIONNAIRE"] == ["TOOL"]
    assert all(value is None for name, values in types.items() if name != "Kind" for value in values.values())


def test_they_are_the_words_of_the_editors_forms(graphql: GraphQL) -> None:
    found = asked(graphql, '(enums: ["Kind", "EventStatus", "ArticleOrder", "EventStatus"])')
    assert list(found) == ["Kind", "EventStatus", "ArticleOrder"]
    assert found["Kind"]["SCREENING_QUESTIONNAIRE"] == ToolPage.Kind.SCREENING_QUESTIONNAIRE.label
    assert found["EventStatus"] == {"SCHEDULED": "Takes place", "CANCELLED": "Cancelled", "POSTPONED": "Postponed"}
    assert found["ArticleOrder"]["NEWEST"] == "Newest"


@pytest.fixture
def welsh(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A catalog that knows one word."""

    def translated(text: str) -> str:
        return "Canllaw" if text == "Guide" and translation.get_language() == "cy" else text

    monkeypatch.setattr(spoken, "gettext", translated)
    languages = [*settings.LANGUAGES, ("cy", "Welsh")]
    with override_settings(LANGUAGES=languages, WAGTAIL_CONTENT_LANGUAGES=languages):
        yield


@pytest.mark.usefixtures("welsh")
def test_in_the_language_that_is_asked_for_and_english_where_it_has_none(graphql: GraphQL) -> None:
    assert asked(graphql, '(locale: "cy", enums: ["Kind"])')["Kind"]["GUIDE"] == "Canllaw"
    assert asked(graphql, '(locale: "CY", enums: ["Kind"])')["Kind"]["CHECKLIST"] == "Checklist"
    assert asked(graphql, '(enums: ["Kind"])')["Kind"]["GUIDE"] == "Guide"


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        ('(locale: "tlh")', "locale"), ('(locale: "")', "locale"), ('(enums: ["kind"])', "enums"),
        ('(enums: ["__TypeKind"])', "enums"),
    ],
)  # fmt: skip
def test_what_there_is_none_of(graphql: GraphQL, arguments: str, field: str) -> None:
    (error,) = graphql.raw(f"{{ labels{arguments} {{ name }} }}")["errors"]
    assert error["extensions"] == {"code": "BAD_INPUT", "field": field}


@pytest.mark.parametrize("licence", Licence)
def test_a_licence_has_its_name_and_its_text(tree: Tree, graphql: GraphQL, licence: Licence) -> None:
    ToolPageFactory(parent=tree.tools, licence=licence)
    (found,) = graphql("{ tools { nodes { licence { code name url } } } }")["tools"]["nodes"]
    assert found["licence"]["name"] == licence.label
    assert (found["licence"]["url"] is None) is (licence == Licence.ALL_RIGHTS)
