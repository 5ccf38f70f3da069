"""Pictures, documents and terms: every state crossed with every entry point, as for pages."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import Page

from community.heatmap.models import Figure
from content_types.core.factories import StandardPageFactory
from content_types.core.identity import global_id, page_id
from content_types.core.images import image_version
from content_types.core.models import ResourcePerson
from content_types.initiatives.factories import InitiativeFactory
from content_types.taxonomy.factories import (
    CareSettingFactory,
    OrganisationFactory,
    PersonFactory,
    PlaceFactory,
    ProfessionFactory,
    TopicFactory,
)
from content_types.tools.models import ToolDownload
from tests.support.cells import Cell
from tests.support.graphql import GraphQL
from tests.support.tree import Tree
from tests.visibility.files import COLLECTIONS, document, host, picture
from tests.visibility.states import SECRET
from tests.visibility.ways import written

pytestmark = pytest.mark.django_db


def ask(client: Client, page: Page, fields: str) -> str:
    """What the API says of a page, and its Markdown."""
    answer = GraphQL(client)(f"query($id: ID!) {{ page(by: {{id: $id}}) {fields} }}", id=page_id(page.pk))
    return json.dumps(answer) + written(page, client)


def by_node(client: Client, kind: str, thing: Any, fields: str) -> str:
    """What ``node`` and ``nodes`` say of a thing that is no page."""
    key = global_id(kind, thing.pk)
    query = f"query($id: ID!, $ids: [ID!]!) {{ node(id: $id) {{ {fields} }} nodes(ids: $ids) {{ {fields} }} }}"
    found = GraphQL(client)(query, id=key, ids=[key, page_id(thing.pk), key])
    assert found["nodes"] == [found["node"], None, found["node"]] or found["nodes"][1] is not None
    return json.dumps(found)


IMAGE = "{ title alt credit rendition(size: CARD) { url alt } srcSet }"
DOCUMENT = "{ title url extension size }"


def cover(tree: Tree, client: Client, image: Any) -> str:
    return ask(
        client,
        host(tree, cover_image=image, cover_alt_text=f"A {SECRET}"),
        f"{{ ... on Tool {{ coverImage {IMAGE} socialImage {IMAGE} }} }}",
    )


def social(tree: Tree, client: Client, image: Any) -> str:
    return ask(client, host(tree, social_image=image), f"{{ ... on Tool {{ socialImage {IMAGE} }} }}")


def image_block(tree: Tree, client: Client, image: Any) -> str:
    body = [
        {
            "type": "image",
            "value": {"image": image.pk, "alt_text": "", "decorative": False, "caption": "", "credit": ""},
        }
    ]
    return ask(client, host(tree, body), f"{{ ... on Tool {{ body {{ ... on ImageBlock {{ image {IMAGE} }} }} }} }}")


def step_image(tree: Tree, client: Client, image: Any) -> str:
    step = {"type": "item", "id": "1", "value": {"title": "x", "text": "", "image": image.pk, "alt_text": ""}}
    body = [{"type": "steps", "value": {"title": "", "steps": [step]}}]
    return ask(
        client,
        host(tree, body),
        f"{{ ... on Tool {{ body {{ ... on StepsBlock {{ steps {{ image {IMAGE} }} }} }} }} }}",
    )


def image_in_rich_text(tree: Tree, client: Client, image: Any) -> str:
    html = f'<p>See</p><embed embedtype="image" id="{image.pk}" alt="A {SECRET}" format="fullwidth"/>'
    fields = (
        "{ ... on Tool { bodyMarkdown body { ... on RichTextBlock { text { html plain markdown tree { image "
        + IMAGE
        + " } } } } } }"
    )
    return ask(client, host(tree, [{"type": "rich_text", "value": html}]), fields)


def portrait(tree: Tree, client: Client, image: Any) -> str:
    PersonFactory(photo=image, photo_alt_text=f"A {SECRET}")
    return json.dumps(GraphQL(client)(f"{{ people {{ nodes {{ photo {IMAGE} seo {{ image {{ alt }} jsonLd }} }} }} }}"))


def poster(tree: Tree, client: Client, image: Any) -> str:
    film = {"url": "https://vimeo.com/76979871", "title": "x", "poster": image.pk}
    own = {
        "kind": "video",
        "title": "x",
        "url": "https://example.org/a.mp4",
        "poster": image.pk,
        "transcript": "<p>x</p>",
    }
    page = host(tree, [{"type": "embed", "value": film}, {"type": "media", "value": own}])
    posters = f"... on EmbedBlock {{ poster {IMAGE} }} ... on MediaBlock {{ own: poster {IMAGE} }}"
    return ask(client, page, f"{{ ... on Tool {{ body {{ {posters} }} }} }}")


def image_address(tree: Tree, client: Client, image: Any) -> str:
    response = client.get(f"/images/{image.pk}/card-{image_version(image)}.webp")
    return SECRET if response.status_code == 200 else ""


def old_image_address(tree: Tree, client: Client, image: Any) -> str:
    response = client.get(f"/images/{image.pk}/card-0123456789.webp")
    return SECRET if response.status_code == 302 else ""


def media_address(tree: Tree, client: Client, image: Any) -> str:
    response = client.get(f"/media/{image.get_rendition('width-100').file.name}")
    return SECRET if response.status_code == 200 else ""


def image_node(tree: Tree, client: Client, image: Any) -> str:
    return by_node(client, "Image", image, f"... on ImageAsset {IMAGE}")


IMAGE_WAYS = [
    image_node,
    cover,
    social,
    image_block,
    step_image,
    image_in_rich_text,
    portrait,
    poster,
    image_address,
    old_image_address,
    media_address,
]


@pytest.mark.parametrize("way", IMAGE_WAYS, ids=lambda way: way.__name__)
def test_pictures(way: Callable[..., str], cell: Cell, client: Client) -> None:
    for kind, public in COLLECTIONS.items():
        with cell(collection=kind) as tree:
            assert (SECRET in way(tree, client, picture(kind))) is public


def document_block(tree: Tree, client: Client, file: Any) -> str:
    body = [{"type": "document", "value": {"document": file.pk, "title": "", "description": ""}}]
    return ask(
        client,
        host(tree, body),
        f"{{ ... on Tool {{ body {{ ... on DocumentBlock {{ title document {DOCUMENT} }} }} }} }}",
    )


def media_block(tree: Tree, client: Client, file: Any) -> str:
    value = {"kind": "audio", "title": "x", "document": file.pk, "url": "", "transcript": "<p>x</p>"}
    return ask(
        client,
        host(tree, [{"type": "media", "value": value}]),
        "{ ... on Tool { body { ... on MediaBlock { url } } } }",
    )


def captions(tree: Tree, client: Client, file: Any) -> str:
    value = {
        "kind": "audio",
        "title": "x",
        "url": "https://example.org/a.mp3",
        "captions": file.pk,
        "transcript": "<p>x</p>",
    }
    page = host(tree, [{"type": "media", "value": value}])
    return ask(client, page, "{ ... on Tool { body { ... on MediaBlock { captionsUrl } } } }")


def document_in_rich_text(tree: Tree, client: Client, file: Any) -> str:
    html = f'<p><a linktype="document" id="{file.pk}">here</a></p>'
    tree_of_it = "tree { spans { text link { url document " + DOCUMENT + " } } }"
    fields = (
        "{ ... on Tool { bodyMarkdown body { ... on RichTextBlock { text { html markdown " + tree_of_it + " } } } } }"
    )
    return ask(client, host(tree, [{"type": "rich_text", "value": html}]), fields)


def download(tree: Tree, client: Client, file: Any) -> str:
    page = host(tree)
    ToolDownload.objects.create(page=page, document=file)
    return ask(client, page, f"{{ ... on Tool {{ downloads {{ title document {DOCUMENT} }} }} }}")


def document_address(tree: Tree, client: Client, file: Any) -> str:
    response = client.get(file.url)
    return b"".join(response.streaming_content).decode() if response.status_code == 200 and response.streaming else ""


def document_node(tree: Tree, client: Client, file: Any) -> str:
    return by_node(client, "Document", file, f"... on Document {DOCUMENT}")


DOCUMENT_WAYS = [
    document_node,
    document_block,
    media_block,
    captions,
    document_in_rich_text,
    download,
    document_address,
]


@pytest.mark.parametrize("way", DOCUMENT_WAYS, ids=lambda way: way.__name__)
def test_documents(way: Callable[..., str], cell: Cell, client: Client) -> None:
    for kind, public in COLLECTIONS.items():
        with cell(collection=kind) as tree:
            assert (SECRET in way(tree, client, document(kind))) is public


def test_the_media_store_shows_nothing_but_renditions(tree: Tree, client: Client) -> None:
    image, file = picture("public"), document("public")
    for path in (image.file.name, file.file.name, "../manage.py", "%2e%2e/manage.py", ""):
        assert client.get(f"/media/{path}").status_code == 404


def test_a_picture_may_be_kept_by_shared_caches_only_when_public(
    tree: Tree, client: Client, admin_client: Client
) -> None:
    public, private = picture("public"), picture("login")
    assert "public" in client.get(f"/images/{public.pk}/card-{image_version(public)}.webp")["Cache-Control"]
    response = admin_client.get(f"/images/{private.pk}/card-{image_version(private)}.webp")
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]


TERM = "{ __typename name slug }"


def topic_ways(tree: Tree, client: Client, live: bool) -> str:
    secret = TopicFactory(name=SECRET, slug=SECRET, live=live)
    TopicFactory(name="Below", slug="below", parent=secret)
    Figure.objects.create(count=5, topic=secret)
    page = host(tree)
    page.topics.add(secret)
    page.save()
    below = json.dumps(
        GraphQL(client)(
            f"{{ topics {{ name parent {TERM} children {TERM} }} heatmap {{ topics {{ topic {TERM} }} }}"
            f" memberHeatmap {{ topics {{ topic {TERM} }} }} }}"
        )
    )
    by_filter = GraphQL(client)(f'{{ tools(filter: {{topics: {{anyOf: ["{SECRET}"]}}}}) {{ totalCount }} }}')["tools"][
        "totalCount"
    ]
    return below + ask(client, page, f"{{ ... on Tool {{ topics {TERM} }} }}") + (SECRET if by_filter else "")


def profession_ways(tree: Tree, client: Client, live: bool) -> str:
    secret = ProfessionFactory(name=SECRET, slug=SECRET, live=live)
    PersonFactory(profession=secret)
    page = host(tree)
    page.professions.add(secret)
    page.save()
    listed = json.dumps(GraphQL(client)(f"{{ professions {TERM} people {{ nodes {{ profession {TERM} }} }} }}"))
    return listed + ask(client, page, f"{{ ... on Tool {{ professions {TERM} }} }}")


def care_setting_ways(tree: Tree, client: Client, live: bool) -> str:
    page = host(tree)
    page.care_settings.add(CareSettingFactory(name=SECRET, slug=SECRET, live=live))
    page.save()
    return json.dumps(GraphQL(client)(f"{{ careSettings {TERM} }}")) + ask(
        client, page, f"{{ ... on Tool {{ careSettings {TERM} }} }}"
    )


def place_ways(tree: Tree, client: Client, live: bool) -> str:
    secret = PlaceFactory(name=SECRET, slug=SECRET, live=live)
    PlaceFactory(name="Below", slug="below", parent=secret)
    OrganisationFactory(place=secret)
    Figure.objects.create(count=5, place=secret)
    page = InitiativeFactory(parent=tree.initiatives, place=secret)
    page.places.add(secret)
    page.save()
    listed = GraphQL(client)(
        f"{{ places {{ name parent {TERM} }} organisations {{ nodes {{ place {TERM} }} }}"
        f" heatmap {{ places {{ place {TERM} }} }} memberHeatmap {{ places {{ place {TERM} }} }} }}"
    )
    return json.dumps(listed) + ask(client, page, f"{{ ... on Initiative {{ place {TERM} places {TERM} }} }}")


def person_ways(tree: Tree, client: Client, live: bool) -> str:
    secret = PersonFactory(name=SECRET, slug=SECRET, bio=f"<p>{SECRET}</p>", live=live)
    page = host(tree)
    ResourcePerson.objects.create(page=page, person=secret)
    by_filter = GraphQL(client)(f'{{ tools(filter: {{people: ["{SECRET}"]}}) {{ totalCount }} }}')["tools"][
        "totalCount"
    ]
    listed = json.dumps(
        GraphQL(client)("{ people { totalCount edges { cursor node { slug } } nodes { name slug bio { html } } } }")
    )
    return (
        listed
        + ask(client, page, "{ ... on Tool { people { person { name slug } } } }")
        + (SECRET if by_filter else "")
    )


def organisation_ways(tree: Tree, client: Client, live: bool) -> str:
    secret = OrganisationFactory(name=SECRET, slug=SECRET, live=live)
    PersonFactory(organisation=secret)
    page = InitiativeFactory(parent=tree.initiatives, organisation=secret)
    by_filter = GraphQL(client)(f'{{ initiatives(filter: {{organisations: ["{SECRET}"]}}) {{ totalCount }} }}')[
        "initiatives"
    ]["totalCount"]
    listed = json.dumps(
        GraphQL(client)(
            f"{{ organisations {{ totalCount edges {{ cursor }} nodes {TERM} }}"
            f" people {{ nodes {{ organisation {TERM} }} }} }}"
        )
    )
    return (
        listed + ask(client, page, f"{{ ... on Initiative {{ organisation {TERM} }} }}") + (SECRET if by_filter else "")
    )


TERM_WAYS = [topic_ways, profession_ways, care_setting_ways, place_ways, person_ways, organisation_ways]


@pytest.mark.parametrize("ways", TERM_WAYS, ids=lambda ways: ways.__name__)
def test_terms(ways: Callable[..., str], cell: Cell, client: Client) -> None:
    for live in (True, False):
        with cell(live=live) as tree:
            assert (SECRET in ways(tree, client, live)) is live


@pytest.mark.parametrize(
    "make",
    [TopicFactory, ProfessionFactory, CareSettingFactory, PlaceFactory, PersonFactory, OrganisationFactory],
    ids=lambda make: make.__name__,
)
def test_terms_by_id(make: Any, cell: Cell, client: Client) -> None:
    for state in ("published", "unpublished", "expired"):
        with cell(state=state):
            expired = timezone.now() - timedelta(minutes=1) if state == "expired" else None
            term = make(name=SECRET, slug=SECRET, live=state != "unpublished", expire_at=expired)
            kind = type(term).__name__
            assert (SECRET in by_node(client, kind, term, f"... on {kind} {TERM}")) is (state == "published")


def test_a_draft_newer_than_the_live_page_does_not_show(tree: Tree, client: Client) -> None:
    page = StandardPageFactory(parent=tree.home, title="Live title", slug="about")
    tool = host(tree, [{"type": "rich_text", "value": "<p>live words</p>"}])
    for one in (page, tool):
        one.title = f"A {SECRET} draft"
        one.slug = SECRET
    tool.summary = SECRET
    tool.body = json.dumps([{"type": "rich_text", "value": f"<p>{SECRET}</p>"}])
    for one in (page, tool):
        one.save_revision()
        one.refresh_from_db()
    fields = "{ title slug url ... on Tool { summary body { ... on RichTextBlock { text { html } } } } }"
    shown = ask(client, tool, fields) + ask(client, page, fields)
    shown += json.dumps(
        GraphQL(client)(
            '{ tools { nodes { title summary } } page(by: {path: "/"}) { children { title children { title } } } }'
        )
    )
    assert SECRET not in shown
    assert "live words" in shown
    assert "Live title" in shown
