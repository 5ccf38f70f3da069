"""``locale`` of the root fields: what is answered in which language, and what comes in the site's own."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from content_types.core.identity import page_id
from content_types.core.library import RelatedResource
from content_types.knowledge.factories import KnowledgeArticlePageFactory
from content_types.taxonomy.factories import TopicFactory
from graphql_api.schema.building import get_schema
from tests.support.graphql import GraphQL
from tests.support.languages import in_welsh
from tests.support.tree import Tree

pytestmark = pytest.mark.django_db
TITLES = "query($locale: Locale) { articles(locale: $locale, orderBy: [TITLE]) { totalCount nodes { title locale } } }"


def titles(graphql: GraphQL, **variables: Any) -> list[str]:
    found = graphql(TITLES, **variables)["articles"]
    assert found["totalCount"] == len(found["nodes"])
    return [one["title"] for one in found["nodes"]]


@pytest.fixture
def damp(welsh_tree: Tree) -> tuple[Any, Any]:
    english = KnowledgeArticlePageFactory(parent=welsh_tree.knowledge, title="Damp", slug="damp")
    return english, in_welsh(english, "Lleithder", "lleithder")


@pytest.fixture
def food(welsh_tree: Tree) -> Any:
    return KnowledgeArticlePageFactory(parent=welsh_tree.knowledge, title="Food", slug="food")


def test_a_list_has_each_resource_once(graphql: GraphQL, damp: Any, food: Any) -> None:
    assert titles(graphql) == titles(graphql, locale="en-gb") == ["Damp", "Food"]
    assert titles(graphql, locale="cy") == ["Food", "Lleithder"]


def test_a_filtered_list_as_well(graphql: GraphQL, damp: Any, food: Any) -> None:
    query = (
        '{ articles(locale: "cy", filter: {licences: [CC_BY_4_0]}, orderBy: [TITLE]) { totalCount nodes { title } } }'
    )
    assert graphql(query)["articles"] == {"totalCount": 2, "nodes": [{"title": "Food"}, {"title": "Lleithder"}]}


def test_what_the_reader_may_not_see_in_welsh_comes_in_english(graphql: GraphQL, damp: Any) -> None:
    damp[1].unpublish()
    assert titles(graphql, locale="cy") == ["Damp"]


def test_a_draft_of_a_translation_hides_nothing(graphql: GraphQL, food: Any) -> None:
    in_welsh(food, "Bwyd", "bwyd", live=False)
    assert titles(graphql, locale="cy") == ["Food"]


def test_what_is_in_welsh_alone_is_in_no_english_list(graphql: GraphQL, damp: Any) -> None:
    damp[0].delete()
    assert titles(graphql) == []
    assert titles(graphql, locale="cy") == ["Lleithder"]


def test_a_language_that_the_site_does_not_have_is_refused(graphql: GraphQL, damp: Any) -> None:
    error = graphql.raw(TITLES, locale="fr")["errors"][0]
    assert error["extensions"]["code"] == "BAD_INPUT"
    assert error["message"] == "This site has no content in 'fr'. Its languages are en-gb, cy."


@pytest.mark.parametrize("locale", ["cy", "CY", " cy "])
def test_capitals_make_no_difference(graphql: GraphQL, damp: Any, locale: str) -> None:
    assert titles(graphql, locale=locale) == ["Lleithder"]


def test_terms_are_named_in_the_language_that_was_asked_for(graphql: GraphQL, damp: Any, food: Any) -> None:
    housing = TopicFactory(name="Housing", slug="housing")
    housing.translate("cy", {"name": "Tai"})
    housing.save()
    for page in (*damp, food):
        page.topics.add(housing)
        page.save()
    query = """{
        cymraeg: articles(locale: "cy", filter: {topics: {anyOf: ["housing"]}}, orderBy: [TITLE]) {
            nodes { title topics { name slug } }
        }
        english: articles(filter: {topics: {anyOf: ["housing"]}}, orderBy: [TITLE]) { nodes { title topics { name } } }
        topics(locale: "cy", slugs: ["housing"]) { name definition }
    }"""
    found = graphql(query)
    tai = [{"name": "Tai", "slug": "housing"}]
    assert found["cymraeg"]["nodes"] == [{"title": "Food", "topics": tai}, {"title": "Lleithder", "topics": tai}]
    assert found["english"]["nodes"][0] == {"title": "Damp", "topics": [{"name": "Housing"}]}
    assert found["topics"] == [{"name": "Tai", "definition": housing.definition}]


def test_a_page_says_the_language_where_none_is_asked_for(graphql: GraphQL, damp: Any) -> None:
    housing = TopicFactory(name="Housing", slug="housing")
    housing.translate("cy", {"name": "Tai"})
    housing.save()
    damp[1].topics.add(housing)
    damp[1].save()
    fields = "title ... on Article { topics { name } }"
    found = graphql(
        f"""query($id: ID!) {{
            page(by: {{id: $id}}) {{ {fields} }}
            route(path: "cy/gwybodaeth/lleithder") {{ page {{ {fields} }} }}
        }}""",
        id=page_id(damp[1].pk),
    )
    assert found["page"] == found["route"]["page"] == {"title": "Lleithder", "topics": [{"name": "Tai"}]}


def test_a_page_comes_in_the_language_that_is_asked_for(graphql: GraphQL, damp: Any, food: Any) -> None:
    query = "query($id: ID!, $locale: Locale!) { page(by: {id: $id}, locale: $locale) { title path } }"
    assert graphql(query, id=page_id(damp[0].pk), locale="cy")["page"] == {
        "title": "Lleithder", "path": "/cy/gwybodaeth/lleithder/",
    }  # fmt: skip
    assert graphql(query, id=page_id(damp[1].pk), locale="en-gb")["page"]["title"] == "Damp"
    assert graphql(query, id=page_id(food.pk), locale="cy")["page"]["title"] == "Food"


def test_a_router_is_given_what_is_at_the_path_in_any_language(graphql: GraphQL, damp: Any) -> None:
    assert graphql('{ route(path: "/knowledge/damp", locale: "cy") { page { title } } }')["route"]["page"] == {
        "title": "Damp"
    }


def test_links_lead_to_the_page_in_the_language_of_the_answer(graphql: GraphQL, damp: Any, food: Any) -> None:
    food.related_resources.add(RelatedResource(related_page=damp[0]))
    food.body = [("rich_text", f'<p><a linktype="page" id="{damp[0].pk}">Damp</a></p>')]
    food.save()
    query = """query($id: ID!, $locale: Locale) { page(by: {id: $id}, locale: $locale) { ... on Article {
        relatedResources { title } body { ... on RichTextBlock { text { html } } }
    } } }"""
    welsh, english = (graphql(query, id=page_id(food.pk), locale=one)["page"] for one in ("cy", None))
    assert welsh["relatedResources"] == [{"title": "Lleithder"}]
    assert "/cy/gwybodaeth/lleithder/" in welsh["body"][0]["text"]["html"]
    assert english["relatedResources"] == [{"title": "Damp"}]
    assert "/knowledge/damp/" in english["body"][0]["text"]["html"]


def test_every_root_field_takes_a_locale_but_that_of_relay() -> None:
    fields = get_schema().graphql_schema.query_type.fields  # type: ignore[union-attr]  # there is one
    assert [name for name, one in fields.items() if "locale" not in one.args] == ["node"]


def test_the_languages_of_the_site(graphql: GraphQL, two_languages: Any) -> None:
    assert graphql("{ languages { code name isDefault } }")["languages"] == [
        {"code": "en-gb", "name": "English", "isDefault": True},
        {"code": "cy", "name": "Cymraeg", "isDefault": False},
    ]


@pytest.mark.parametrize("locale", ["en-gb", "cy"])
@pytest.mark.parametrize("filter_", ["", ", filter: {licences: [CC_BY_4_0]}"])
def test_the_number_of_statements_is_that_of_five(
    graphql: GraphQL, welsh_tree: Tree, locale: str, filter_: str
) -> None:
    query = f"""{{ articles(locale: "{locale}", first: 50{filter_}) {{ totalCount nodes {{
        title path topics {{ name }} relatedResources {{ title }} alternates {{ locale url }}
    }} }} }}"""
    topic = TopicFactory()
    counts, made = {}, 0
    for size in (5, 20, 50):
        for number in range(made, size):
            english = KnowledgeArticlePageFactory(parent=welsh_tree.knowledge, slug=f"article-{number}", topics=[topic])
            if number % 2:
                in_welsh(english, f"Erthygl {number}", f"erthygl-{number}")
        made = size
        graphql(query)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert graphql(query)["articles"]["totalCount"] == size
        counts[size] = len(asked)
    assert len(set(counts.values())) == 1, counts
