"""``node`` and ``nodes``: whatever has an id, by its id."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from graphql import GraphQLInterfaceType, GraphQLObjectType
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Page

from access.models import MemberToken
from content_types.core.identity import global_id, page_id
from content_types.events.factories import EventPageFactory
from content_types.initiatives.factories import InitiativeFactory
from content_types.knowledge.factories import KnowledgeArticlePageFactory
from content_types.taxonomy.factories import (
    CareSettingFactory,
    OrganisationFactory,
    PersonFactory,
    PlaceFactory,
    ProfessionFactory,
    TopicFactory,
)
from content_types.tools.factories import ToolPageFactory
from content_types.wellbeing.factories import WellbeingGuidancePageFactory
from graphql_api.schema.building import get_schema
from graphql_api.schema.node_query import loaders
from tests.support.graphql import GraphQL
from tests.support.tree import Tree

pytestmark = pytest.mark.django_db

TERMS = (TopicFactory, ProfessionFactory, CareSettingFactory, PlaceFactory, PersonFactory, OrganisationFactory)
NODES = "query($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }"


def picture() -> Any:
    return get_image_model().objects.create(title="Picture", file=get_test_image_file(size=(64, 40)))


def document() -> Any:
    return get_document_model().objects.create(title="A file", file=ContentFile(b"x", name="x.txt"))


def questionnaire(tree: Tree, **fields: Any) -> Any:
    """A tool that has one."""
    item = {
        "link_id": "q1",
        "text": "Is it warm enough?",
        "kind": "boolean",
        "required": False,
        "repeats": False,
        "options": [],
    }
    section = {"title": "Home", "introduction": "", "items": [{"type": "item", "id": "1", "value": item}]}
    stored = json.dumps([{"type": "section", "value": section, "id": "s"}])
    return ToolPageFactory(parent=tree.tools, kind="screening_questionnaire", questionnaire=stored, **fields)


def one_of_each(tree: Tree) -> dict[str, str]:
    """Ids by the type that they must come back as."""
    pages = {
        "HomePage": tree.home,
        "ArticleIndex": tree.knowledge,
        "Article": KnowledgeArticlePageFactory(parent=tree.knowledge),
        "Tool": ToolPageFactory(parent=tree.tools),
        "WellbeingGuidance": WellbeingGuidancePageFactory(parent=tree.wellbeing),
        "Event": EventPageFactory(parent=tree.events),
        "Initiative": InitiativeFactory(parent=tree.initiatives),
    }
    terms = [make() for make in TERMS]
    found = {name: page_id(one.pk) for name, one in pages.items()}
    found.update({type(one).__name__: global_id(type(one).__name__, one.pk) for one in terms})
    found["Questionnaire"] = global_id("Questionnaire", questionnaire(tree).pk)
    return {**found, "ImageAsset": global_id("Image", picture().pk), "Document": global_id("Document", document().pk)}


def test_each_comes_back_as_its_own_type_under_its_own_id(tree: Tree, graphql: GraphQL) -> None:
    ids = one_of_each(tree)
    expected = [{"__typename": name, "id": key} for name, key in ids.items()]
    assert graphql(NODES, ids=list(ids.values()))["nodes"] == expected
    for one in expected:
        assert graphql("query($id: ID!) { node(id: $id) { __typename id } }", id=one["id"])["node"] == one


def test_every_kind_is_tried(tree: Tree) -> None:
    schema = get_schema().graphql_schema
    node, page = schema.type_map["Node"], schema.type_map["Page"]
    assert isinstance(node, GraphQLInterfaceType)
    assert isinstance(page, GraphQLInterfaceType)
    nodes = {one.name for one in schema.get_possible_types(node)}
    pages = {one.name for one in schema.get_possible_types(page)}
    of_members = {
        "AppToken", "EventRegistration", "Follow", "Member", "MemberContribution", "ModerationDecision", "ReviewTask",
        "ToolUseReport",
    }  # fmt: skip
    of_members |= {"BlockedMember", "Contact", "ContactMessage"}
    assert nodes - pages == set(one_of_each(tree)) - pages | of_members
    assert len(loaders()) == len(nodes - pages) + 1


def test_whatever_has_an_id_is_a_node() -> None:
    """A cache goes by the id alone; so nothing has a field `id` that is not unique among all."""
    schema = get_schema().graphql_schema
    with_id = {
        name
        for name, type_ in schema.type_map.items()
        if isinstance(type_, GraphQLObjectType) and not name.startswith("__") and "id" in type_.fields
    }
    node = schema.type_map["Node"]
    assert isinstance(node, GraphQLInterfaceType)
    assert with_id == {one.name for one in schema.get_possible_types(node)}


def test_a_questionnaire_goes_with_its_tool(tree: Tree, graphql: GraphQL) -> None:
    tool, hidden, without = (
        questionnaire(tree, slug="q"),
        questionnaire(tree, live=False),
        ToolPageFactory(parent=tree.tools),
    )
    article = KnowledgeArticlePageFactory(parent=tree.knowledge)
    ids = [global_id("Questionnaire", one.pk) for one in (tool, hidden, without, article)]
    query = """query($ids: [ID!]!) {
        nodes(ids: $ids) { id ... on Questionnaire { itemCount fhirUrl sections { items { text } } } }
        page(by: {path: "/tools/q/"}) { id ... on Tool { questionnaire { id } } } }"""
    found = graphql(query, ids=ids)
    assert found["nodes"] == [
        {
            "id": ids[0], "itemCount": 1, "fhirUrl": "http://testserver/tools/q/questionnaire.fhir.json",
            "sections": [{"items": [{"text": "Is it warm enough?"}]}],
        },
        None, None, None,
    ]  # fmt: skip
    assert found["page"] == {"id": page_id(tool.pk), "questionnaire": {"id": ids[0]}}


def test_the_order_is_kept_and_what_is_not_there_is_null(tree: Tree, graphql: GraphQL) -> None:
    tool, topic = ToolPageFactory(parent=tree.tools), TopicFactory()
    known = [page_id(tool.pk), global_id("Topic", topic.pk)]
    unknown = [
        page_id(10**9),
        global_id("Topic", 10**9),
        global_id("User", 1),
        str(tool.pk),
        "",
        "x",
        "\u0000",
        page_id(1),
    ]
    asked = [known[1], *unknown, known[0], known[1]]
    found = graphql(NODES, ids=asked)["nodes"]
    assert [one and one["id"] for one in found] == [known[1], *(None for _ in unknown), known[0], known[1]]
    assert [graphql("query($id: ID!) { node(id: $id) { id } }", id=one)["node"] for one in unknown] == [None] * len(
        unknown
    )
    assert graphql(NODES, ids=[])["nodes"] == []


def test_a_page_keeps_its_id_when_it_is_moved_and_renamed(tree: Tree, graphql: GraphQL) -> None:
    page = ToolPageFactory(parent=tree.tools)
    key = page_id(page.pk)
    page.move(tree.home, "last-child")
    page = Page.objects.get(pk=page.pk).specific
    page.slug = "elsewhere"
    page.save_revision().publish()
    found = graphql("query($id: ID!) { node(id: $id) { id ... on Page { path } } }", id=key)["node"]
    assert found == {"id": key, "path": "/elsewhere/"}


def test_more_than_a_hundred_are_rejected(tree: Tree, graphql: GraphQL) -> None:
    assert graphql(NODES, ids=["x"] * 100)["nodes"] == [None] * 100
    [error] = graphql.raw(NODES, ids=["x"] * 101)["errors"]
    assert (error["extensions"]["code"], error["extensions"]["field"]) == ("BAD_INPUT", "ids")
    assert "at most 100 ids, not 101" in error["message"]


def test_the_statements_do_not_grow(tree: Tree, graphql: GraphQL) -> None:
    fields = """__typename id ... on Resource { title topics { name } body { __typename }
      coverImage { asset { id } } }
      ... on Topic { parent { name } } ... on Person { photo { asset { id } } } ... on ImageAsset { srcSet }
      ... on Document { url }"""
    query = f"query($ids: [ID!]!) {{ nodes(ids: $ids) {{ {fields} }} }}"
    counts = []
    ids: list[str] = []
    for _ in range(3):
        for _ in range(3):
            image = picture()
            above, tool = (
                TopicFactory(parent=TopicFactory()),
                ToolPageFactory(parent=tree.tools, cover_image=image, cover_alt_text="A kitchen"),
            )
            tool.topics.add(above)
            tool.save()
            ids += [
                page_id(tool.pk),
                page_id(KnowledgeArticlePageFactory(parent=tree.knowledge).pk),
                global_id("Topic", above.pk),
                global_id("Person", PersonFactory(photo=image).pk),
                global_id("Image", image.pk),
                global_id("Document", document().pk),
            ]
        cache.clear()
        with CaptureQueriesContext(connection) as captured:
            assert None not in graphql(query, ids=ids)["nodes"]
        counts.append(len(captured))
    assert len(set(counts)) == 1, counts


def test_ids_cost_what_is_asked_of_each(tree: Tree, graphql: GraphQL) -> None:
    def cost(query: str, **variables: Any) -> int:
        return int(graphql.raw(query, **variables)["extensions"]["cost"]["requested"])

    asked = "{ id ... on Resource { title summary } }"
    one, ten = ([page_id(key) for key in range(2, 2 + count)] for count in (1, 10))
    written = [f"{{ nodes(ids: {str(ids).replace(chr(39), chr(34))}) {asked} }}" for ids in (one, ten)]
    each = cost(written[1]) - cost(written[0])
    assert each > 9 * 5
    query = f"query($ids: [ID!]!) {{ nodes(ids: $ids) {asked} }}"
    assert cost(query, ids=ten) - cost(query, ids=one) == each
    assert cost(query, ids=ten) == cost(written[1])
    default = f"query($ids: [ID!]! = {str(ten).replace(chr(39), chr(34))}) {{ nodes(ids: $ids) {asked} }}"
    assert cost(default) == cost(default, ids=ten) == cost(written[1]), "a default is no way around"
    assert cost(default, ids=one) == cost(written[0])
    assert cost(query, ids=one[0]) == cost(written[0]), "one alone is a list of one"


def test_a_page_is_one_thing_wherever_it_stands(tree: Tree, graphql: GraphQL) -> None:
    tool = ToolPageFactory(parent=tree.tools, cover_image=picture(), cover_alt_text="A kitchen")
    found = graphql(
        "query($id: ID!) { tools { nodes { id coverImage { alt asset { id alt } } } } page(by: {id: $id}) { id } "
        "node(id: $id) { id } }",
        id=page_id(tool.pk),
    )
    [listed] = found["tools"]["nodes"]
    assert listed["id"] == found["page"]["id"] == found["node"]["id"] == page_id(tool.pk)
    # The words belong to the place, the picture does not.
    assert listed["coverImage"]["alt"] == "A kitchen"
    assert listed["coverImage"]["asset"]["alt"] == "Picture"


def test_a_token_is_a_node_for_its_member_alone(client: Client, django_user_model: Any) -> None:
    members = [django_user_model.objects.create_user(name, password="x") for name in ("amira", "berta")]
    token, _ = MemberToken.new(members[0], "Phone", timezone.now() + timedelta(days=1))
    key = global_id("AppToken", token.pk)
    query = "query($id: ID!) { node(id: $id) { id ... on AppToken { device } } }"
    assert GraphQL(client)(query, id=key)["node"] is None
    client.force_login(members[1])
    assert GraphQL(client)(query, id=key)["node"] is None
    client.force_login(members[0])
    assert GraphQL(client)(query, id=key)["node"] == {"id": key, "device": "Phone"}
