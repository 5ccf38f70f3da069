"""A preview says of every page type what the page itself will say once it is published,
down to choices that were never saved."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from unittest import mock

import pytest
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext, override_settings
from django.utils import timezone
from graphql import GraphQLSchema
from grapple.registry import registry
from modelcluster.models import get_all_child_m2m_relations, get_all_child_relations
from wagtail.documents import get_document_model
from wagtail.fields import StreamField
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Page

from content_types.core.factories import StandardPageFactory
from content_types.core.identity import page_id
from content_types.core.models import BlockEvidence, RelatedResource, ResourcePerson, Source
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
from graphql_api.documents import overlapping_fields
from graphql_api.schema.building import get_schema
from tests.graphql_api.selections import PAGES, whole
from tests.support.graphql import GraphQL
from tests.support.tree import INDEXES, Tree
from tests.support.types import TYPES, factory_of

pytestmark = pytest.mark.django_db

FACTORIES: dict[str, Any] = {
    **{one.folder: factory_of(one.model) for one in TYPES},  # a tool with a questionnaire
    "business case": ToolPageFactory,
    "standard": StandardPageFactory,
}
TERMS = {
    "topics": TopicFactory,
    "professions": ProfessionFactory,
    "care_settings": CareSettingFactory,
    "places": PlaceFactory,
}
# What a draft cannot say yet: when it is published, and addresses at which nothing is served before.
NOT_YET = {"jsonLd", "lastPublishedAt", "firstPublishedAt", "fhirUrl", "icalUrl", "moreLikeThis", "readingMinutes"}

# What a draft that was never saved has otherwise: its saved twin stands beside it, and passes for its translation.
OF_A_SAVED_ONE = {
    "id", "url", "path", "canonicalUrl", "jsonLd", "ancestors", "siblings", "alternates", "breadcrumbs", "registration",
}  # fmt: skip


@pytest.fixture
def schema() -> GraphQLSchema:
    return get_schema().graphql_schema


@pytest.fixture(scope="module", autouse=True)
def _everything_at_once() -> Iterator[None]:
    """For all tests of the module: they ask the same document, which takes seconds to check under new limits."""
    limits = dict.fromkeys(settings.GRAPHQL_LIMITS, 10**9)
    with override_settings(GRAPHQL_LIMITS=limits), pytest.MonkeyPatch.context() as patched:
        patched.setattr(overlapping_fields, "UNFOLDED", 10**9)
        yield


def fill(value: Any, chosen: dict[str, int]) -> Any:
    """A block's preview value as stored, with objects in its choosers."""
    if isinstance(value, dict):
        return {
            key: chosen[key] if key in chosen and not inner else fill(inner, chosen) for key, inner in value.items()
        }
    return [fill(one, chosen) for one in value] if isinstance(value, list) else value


def stream(field: StreamField, chosen: dict[str, int]) -> str:
    """A stream with each of its blocks once."""
    blocks = []
    for name, block in field.stream_block.child_blocks.items():
        value = json.loads(json.dumps(block.get_prep_value(block.get_preview_value()), default=str))
        if not isinstance(value, dict | list | str):
            value = chosen.get(name, value)
        blocks.append({"type": name, "value": fill(value, chosen), "id": f"{name}-1"})
    return json.dumps(blocks)


def changed(page: Any, tree: Tree, kind: str) -> Any:
    """The page with everything about it changed, in memory only."""
    image = get_image_model().objects.create(title="Picture", file=get_test_image_file(size=(64, 40)))
    document = get_document_model().objects.create(title="Paper", file=ContentFile(b"Words", name="paper.txt"))
    other = ToolPageFactory(parent=tree.tools, title="Another", slug="another")
    page.title, page.seo_title, page.search_description = (
        "As it will be",
        "For search engines",
        "What it says of itself",
    )
    for field in page._meta.get_fields():
        if isinstance(field, StreamField):
            if field.name == {"tools": "business_case", "business case": "questionnaire"}.get(kind):
                continue  # a tool has one of them
            setattr(page, field.name, stream(field, {"image": image.pk, "document": document.pk, "page": other.pk}))
    if hasattr(page, "topics"):
        page.cover_image, page.cover_alt_text, page.social_image = image, "A picture", image
        page.last_reviewed = timezone.localdate()
        page.people = [
            ResourcePerson(person=PersonFactory(name="Amira", organisation=OrganisationFactory())),
            ResourcePerson(person=PersonFactory(name="Berta"), role="reviewer"),
        ]
        page.sources = [Source(title="First", doi="10.1542/peds.2014-2888"), Source(title="Second", year=2020)]
        page.related_resources = [
            RelatedResource(related_page=other),
            RelatedResource(related_page=KnowledgeArticlePageFactory(parent=tree.knowledge, title="A third")),
        ]
        page.block_evidence = [BlockEvidence(block="quote-1", written_by="Amira", review_due=page.last_reviewed)]
        page.tags.set(["never saved", "before"])
    for name in get_all_child_m2m_relations(type(page)):
        setattr(page, name.name, [TERMS[name.name](name=f"{name.name} {number}") for number in (1, 2)])
    if hasattr(page, "downloads"):
        page.kind = "screening_questionnaire" if kind == "tools" else "business_case"
        page.downloads = [
            page.downloads.model(title="A file", document=document),
            page.downloads.model(
                title="Another file",
                document=get_document_model().objects.create(title="x", file=ContentFile(b"x", name="x.txt")),
            ),
        ]  # fmt: skip
        page.adapted_from = other
    return page


def is_list_of(key: str, value: Any) -> bool:
    """Whether it is the list of a term's resources, in which a draft is not yet."""
    return key == "resources" and isinstance(value, dict)


def pruned(value: Any) -> Any:
    """An answer without what a draft cannot say yet."""
    if isinstance(value, dict):
        return {key: pruned(inner) for key, inner in value.items() if key not in NOT_YET and not is_list_of(key, inner)}
    return [pruned(one) for one in value] if isinstance(value, list) else value


def everything(schema: GraphQLSchema, page: Any) -> str:
    """A selection of all fields of the page's type."""
    type_ = schema.type_map[registry.pages[type(page)]._meta.name]
    return f"{{ ... on {type_.name} {whole(schema, type_, PAGES)} }}"


def leaves(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        for inner in value.values():
            yield from leaves(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from leaves(inner)
    elif value not in (None, "", []):
        yield value


def made(kind: str, tree: Tree) -> Any:
    parents = {"standard": tree.home, "business case": tree.tools}
    page = FACTORIES[kind](parent=parents.get(kind) or getattr(tree, kind), title="As it is", slug="it")
    if kind == "events":  # a revision keeps milliseconds
        page.start, page.end = (one.replace(microsecond=0) for one in (page.start, page.end))
    page.save_revision()
    return page


def test_every_relation_of_a_page_is_tested() -> None:
    for model in {factory._meta.model for factory in FACTORIES.values()}:
        known = {"people", "sources", "block_evidence", "related_resources", "downloads"}
        known |= {"tagged_items", "wagtail_admin_comments"}
        assert {one.get_accessor_name() for one in get_all_child_relations(model)} <= known
        assert {one.name for one in get_all_child_m2m_relations(model)} <= set(TERMS)


@pytest.mark.parametrize("kind", FACTORIES)
def test_a_preview_says_what_the_page_will_say(kind: str, tree: Tree, graphql: GraphQL, schema: GraphQLSchema) -> None:
    page = changed(made(kind, tree), tree, kind)
    token = page.create_page_preview().token
    selection = everything(schema, page)
    draft = graphql(f"query($t: String!) {{ page(by: {{previewToken: $t}}) {selection} }}", t=token)["page"]
    assert draft["title"] == "As it will be"
    page.save_revision().publish()
    live = graphql(f"query($id: ID!) {{ page(by: {{id: $id}}) {selection} }}", id=page_id(page.pk))["page"]
    assert pruned(draft) == pruned(live)
    assert len(list(leaves(draft))) > 100


@pytest.mark.parametrize("kind", FACTORIES)
def test_a_preview_of_what_was_never_saved_says_it_too(
    kind: str, tree: Tree, graphql: GraphQL, schema: GraphQLSchema
) -> None:
    saved = changed(made(kind, tree), tree, kind)
    parent = saved.get_parent()
    selection = everything(schema, saved)
    expected = graphql(
        f"query($t: String!) {{ page(by: {{previewToken: $t}}) {selection} }}", t=saved.create_page_preview().token
    )
    never: Any = type(saved).from_serializable_data(json.loads(saved.to_json()))
    never.pk = never.id = never.page_ptr_id = None
    never.path, never.depth, never.numchild = parent.path + "0099", parent.depth + 1, 0
    token = never.create_page_preview().token
    found = graphql(f"query($t: String!) {{ page(by: {{previewToken: $t}}) {selection} }}", t=token)

    def comparable(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: comparable(inner) for key, inner in value.items() if key not in {*NOT_YET, *OF_A_SAVED_ONE}}
        return [comparable(one) for one in value] if isinstance(value, list) else value

    assert comparable(found) == comparable(expected)


def test_what_was_never_saved_has_no_address_and_an_id_of_nothing(tree: Tree, graphql: GraphQL) -> None:
    never: Any = KnowledgeArticlePageFactory.build(title="New", slug="new", locale=tree.home.locale)
    never.content_type = ContentType.objects.get_for_model(never)
    never.path, never.depth = tree.knowledge.path + "0099", tree.knowledge.depth + 1
    with mock.patch.object(type(never), "get_parent", return_value=tree.knowledge):
        token = never.create_page_preview().token
    asked = """query($t: String!) { page(by: {previewToken: $t}) {
      id title url path seo { canonicalUrl } breadcrumbs { title url path } } }"""
    found = graphql(asked, t=token)["page"]
    assert (found["title"], found["url"], found["path"]) == ("New", None, None)
    assert found["seo"] == {"canonicalUrl": None}
    assert found["breadcrumbs"][-1] == {"title": "New", "url": None, "path": None}
    assert found["id"] != page_id(0)
    assert graphql("query($id: ID!) { node(id: $id) { id } }", id=found["id"]) == {"node": None}


@pytest.mark.parametrize("place", ["home", *INDEXES])
def test_home_and_indexes_are_previewed(place: str, tree: Tree, graphql: GraphQL, schema: GraphQLSchema) -> None:
    page = getattr(tree, place)
    page.title, page.introduction = "As it will be", "<p>Words of the draft.</p>"
    token = page.create_page_preview().token
    asked = f"query($t: String!) {{ page(by: {{previewToken: $t}}) {everything(schema, page)} }}"
    found = graphql(asked, t=token)["page"]
    assert found["title"] == "As it will be"
    assert found["introduction"]["plain"] == "Words of the draft."


def test_a_preview_costs_as_much_with_many_people_as_with_few(tree: Tree, graphql: GraphQL) -> None:
    asked = (
        "query($t: String!) { page(by: {previewToken: $t}) { "
        "... on Resource { people { person { name organisation { name } } } topics { name } } } }"
    )
    counts = []
    for number in (2, 20):
        page = made("knowledge", tree)
        page.people = [ResourcePerson(person=PersonFactory(organisation=OrganisationFactory())) for _ in range(number)]
        page.topics = [TopicFactory() for _ in range(number)]
        token = page.create_page_preview().token
        with CaptureQueriesContext(connection) as captured:
            found = graphql(asked, t=token)["page"]
        assert len({one["person"]["name"] for one in found["people"]}) == number
        counts.append(len(captured))
        Page.objects.get(pk=page.pk).delete()
    assert counts[0] == counts[1], [one["sql"][:150] for one in captured.captured_queries]


@pytest.mark.parametrize("age", [timedelta(minutes=59), timedelta(minutes=61)])
def test_the_hour(age: timedelta, tree: Tree, graphql: GraphQL) -> None:
    page = made("knowledge", tree)
    with mock.patch("django.core.signing.time.time", return_value=(timezone.now() - age).timestamp()):
        token = page.create_page_preview().token
    answer = graphql.raw("query($t: String!) { page(by: {previewToken: $t}) { title } }", t=token)
    assert ("errors" in answer) is (age > timedelta(hours=1))
