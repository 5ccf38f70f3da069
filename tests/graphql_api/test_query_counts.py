"""SQL statements of a list do not depend on how many items it has."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any

import pytest
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file

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
from tests.support.graphql import GraphQL
from tests.support.statements import SIZES, count
from tests.support.tree import Tree

pytestmark = pytest.mark.django_db

BODY = "__typename ... on RichTextBlock { text { html } } ... on ImageBlock { image { rendition(size: CARD) { url } } }"
SUMMARY = """title url path kind summary readingMinutes topics { name parent { name } } tags
  people { role person { name photo { rendition(size: SQUARE) { url } } organisation { name } } }
  coverImage { alt rendition(size: CARD) { url width height } }"""
SELECTIONS = {
    "title": ("title", 3),
    "url": ("url path", 3),
    "topics": ("topics { name }", 4),
    "tags": ("tags", 4),
    "people": ("people { role person { name } }", 4),
    "cover rendition": ("coverImage { alt rendition(size: CARD) { url width height } srcSet }", 4),
    "body typename": ("body { __typename }", 4),
    "body": (f"body {{ {BODY} }}", 7),
    "body as a tree and as Markdown": (
        "bodyMarkdown body { ... on RichTextBlock { text { tree { spans { link { url page { title } } } } } } }",
        7,
    ),
    "evidence of blocks": ("body { blockId evidence { writtenBy reviewDue } }", 5),
    "parent and ancestors": ("parent { title } ancestors { title }", 6),
    "cards": ("title url summary readingMinutes tags topics { name } people { person { name } }", 6),
    "cards with portraits": (SUMMARY, 10),
    "everything": (
        f"""{SUMMARY} professions {{ name }} careSettings {{ name }} places {{ name parent {{ name }} }}
        sources {{ title doi }}
        licence {{ code name url }} lastReviewed locale socialImage {{ alt }} parent {{ title }} ancestors {{ title }}
        relatedResources {{ title url ... on Resource {{ summary topics {{ name }} }} }}
        body {{ {BODY} ... on ResourceLinkBlock {{ page {{ title url }} }} }}""",
        26,
    ),
}


def article(tree: Tree, number: int) -> Any:
    """An article with terms, people, tags, pictures and links of its own."""
    image = get_image_model().objects.create(title="Picture", file=get_test_image_file(size=(64, 40)))
    page = KnowledgeArticlePageFactory(
        parent=tree.knowledge,
        cover_image=image,
        cover_alt_text="A picture",
        topics=[TopicFactory(parent=TopicFactory()), TopicFactory()],
    )
    page.professions.add(ProfessionFactory())
    page.care_settings.add(CareSettingFactory())
    page.places.add(PlaceFactory(parent=PlaceFactory()))
    page.tags.add(f"tag {number}", "shared")
    other = KnowledgeArticlePageFactory(parent=tree.home)
    page.body = json.dumps(
        [
            {"type": "rich_text", "value": f'<p>To <a linktype="page" id="{other.pk}">another</a></p>'},
            {
                "type": "image",
                "value": {"image": image.pk, "alt_text": "x", "decorative": False, "caption": "", "credit": ""},
            },
            {"type": "resource_link", "value": {"page": other.pk, "note": ""}},
        ]
    )
    page.save()
    for role in ("author", "reviewer"):
        person = PersonFactory(photo=image, photo_alt_text="x", organisation=OrganisationFactory())
        ResourcePerson.objects.create(page=page, person=person, role=role)
    Source.objects.create(page=page, title="A paper")
    BlockEvidence.objects.create(page=page, block=page.body[0].id, written_by="Ann Lee")
    RelatedResource.objects.create(page=page, related_page=other)
    return page


CHILDREN = """{ page(by: {path: "/knowledge/"}) { children(first: 50) { title
  ... on Resource { topics { name } tags body { __typename } } } } }"""


def queries(size: int) -> dict[str, str]:
    """Lists of so many items, and children of several types."""
    some = f'articles(first: {size}, filter: {{tags: {{anyOf: ["shared"]}}}})'
    lists = {
        name: f"{{ {some} {{ totalCount nodes {{ {selection} }} }} }}" for name, (selection, _) in SELECTIONS.items()
    }
    return {**lists, "children": CHILDREN}


def test_statements_do_not_grow(tree: Tree, graphql: GraphQL, subtests: pytest.Subtests) -> None:
    counts: dict[str, list[int]] = defaultdict(list)
    made = 0
    for size in SIZES:
        for number in range(made, size):
            article(tree, number)
        made = size
        for name, query in queries(size).items():
            counts[name].append(count(graphql, query))
    for name, counted in counts.items():
        with subtests.test(name):
            assert len(set(counted)) == 1, dict(zip(SIZES, counted, strict=True))
            assert name not in SELECTIONS or counted[0] <= SELECTIONS[name][1]


def test_people_and_where_they_work_are_read_in_bulk(tree: Tree, graphql: GraphQL) -> None:
    query = """{ people(first: %d) { totalCount nodes { name bio { html } photo { srcSet } profession { name }
        organisation { name place { name parent { name } } } } }
        organisations(first: %d) { nodes { name place { name } } } }"""
    counts = []
    image = get_image_model().objects.create(title="Picture", file=get_test_image_file(size=(64, 40)))
    made = 0
    for size in SIZES:
        for number in range(made, size):
            where = OrganisationFactory(place=PlaceFactory(parent=PlaceFactory()))
            PersonFactory(photo=image, photo_alt_text="x", bio=f"<p>{number}</p>", organisation=where)
        made = size
        counts.append(count(graphql, query % (size, size)))
    assert len(set(counts)) == 1, dict(zip(SIZES, counts, strict=True))
    assert counts[0] <= 9


DETAILS = {
    # The second query of tests/benchmarks/batch.py.
    "a page with a plain body": (
        "plain",
        "title slug summary tags topics { name } people { person { name } } "
        "body { __typename ... on RichTextBlock { text { html } } }", 6,
    ),
    "a page with links and pictures in its body": (
        "rich",
        "title slug summary tags topics { name } people { person { name } } breadcrumbs { title url } "
        f"coverImage {{ alt srcSet }} body {{ {BODY} ... on ResourceLinkBlock {{ page {{ title url }} }} }}", 12,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", DETAILS)
def test_a_page(name: str, tree: Tree, graphql: GraphQL) -> None:
    slug, selection, most = DETAILS[name]
    page = article(tree, 1)
    page.slug = slug
    if slug == "plain":
        page.body = json.dumps([{"type": "rich_text", "value": "<p>Words.</p>"}] * 6)
    page.save()
    found = count(graphql, f'{{ page(by: {{path: "/knowledge/{slug}/"}}) {{ ... on Article {{ {selection} }} }} }}')
    assert found <= most, f"{found} statements"
