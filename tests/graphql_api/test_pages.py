"""Pages by id and path, their surroundings, the site, redirects, previews, rich text and pictures."""

from __future__ import annotations

import json
from datetime import timedelta
from io import BytesIO
from unittest import mock

import pytest
from django.test import Client
from django.utils import timezone
from graphql import is_input_type
from PIL import Image
from wagtail.contrib.redirects.models import Redirect
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import PageViewRestriction

from content_types.core.identity import global_id, page_id
from content_types.core.images import IMAGE_SIZES
from content_types.core.models import LibrarySettings, NavigationItem
from content_types.events.factories import EventPageFactory
from content_types.knowledge.factories import KnowledgeArticlePageFactory
from content_types.taxonomy.factories import TopicFactory
from content_types.tools.factories import ToolPageFactory
from content_types.wellbeing.factories import WellbeingGuidancePageFactory
from tests.support.graphql import GraphQL
from tests.support.tree import Tree

pytestmark = [pytest.mark.django_db, pytest.mark.differs_by_database]


@pytest.mark.parametrize("path", ["/tools/letter/", "tools/letter", "/tools/letter"])
def test_by_path(tree: Tree, graphql: GraphQL, path: str) -> None:
    page = ToolPageFactory(parent=tree.tools, slug="letter")
    found = graphql(
        "query($p: String!) { page(by: {path: $p}) { id __typename path url ancestors { path } parent { title } } }",
        p=path,
    )["page"]
    assert found == {
        "id": page_id(page.pk),
        "__typename": "Tool",
        "path": "/tools/letter/",
        "url": "http://testserver/tools/letter/",
        "ancestors": [{"path": "/"}, {"path": "/tools/"}],
        "parent": {"title": "Tools"},
    }


def test_what_is_remembered_of_a_page_is_its_type_alone(tree: Tree, graphql: GraphQL) -> None:
    def asked() -> list[str | None]:
        paths = graphql(
            f'{{ a: page(by: {{path: "/tools/letter/"}}) {{ __typename }} '
            f'b: page(by: {{id: "{page_id(page.pk)}"}}) {{ __typename }} }}'
        )
        return [found and found["__typename"] for found in paths.values()]

    page = ToolPageFactory(parent=tree.tools, slug="letter")
    for _ in range(2):
        assert asked() == ["Tool", "Tool"]
    restriction = PageViewRestriction.objects.create(page=tree.tools, restriction_type="login")
    assert asked() == [None, None]
    restriction.delete()
    assert asked() == ["Tool", "Tool"]
    page.unpublish()
    assert asked() == [None, None]
    page.slug = "old-letter"
    page.save_revision().publish()
    assert asked() == [None, "Tool"]
    WellbeingGuidancePageFactory(parent=tree.tools, slug="letter")
    for _ in range(2):
        assert asked() == ["WellbeingGuidance", "Tool"]
    page.delete()
    assert asked() == ["WellbeingGuidance", None]


def test_the_home_page_has_no_parent(tree: Tree, graphql: GraphQL) -> None:
    found = graphql('{ page(by: {path: "/"}) { title parent { title } ancestors { title } children { path } } }')[
        "page"
    ]
    assert found["parent"] is None
    assert found["ancestors"] == []
    assert [child["path"] for child in found["children"]] == [f"/{folder}/" for folder in tree.indexes]


@pytest.mark.parametrize(
    "argument",
    [
        'id: "0"',
        'id: "999999"',
        'id: "-1"',
        'id: "x"',
        'id: "1"',
        f'id: "{page_id(999999)}"',
        f'id: "{page_id(1)}"',
        f'id: "{global_id("Topic", 3)}"',
        'id: "99999999999999999999999"',
        'path: "/no/such/"',
        'path: "../../"',
        'path: "%"',
    ],
)
def test_what_does_not_exist_is_null(tree: Tree, graphql: GraphQL, argument: str) -> None:
    assert graphql(f"{{ page(by: {{{argument}}}) {{ title }} }}") == {"page": None}


@pytest.mark.parametrize(
    "arguments", ["(by: {})", '(by: {id: "1", path: "/"})', '(by: {path: "/", previewToken: "x"})', "(by: {id: null})"]
)
def test_exactly_one_way_to_name_a_page(tree: Tree, graphql: GraphQL, arguments: str) -> None:
    [error] = graphql.raw(f"{{ page{arguments} {{ title }} }}")["errors"]
    assert error["extensions"]["code"] == "BAD_INPUT"
    assert "xactly one" in error["message"] or "must be non-null" in error["message"]


def test_site_navigation_and_help(tree: Tree, graphql: GraphQL) -> None:
    settings = LibrarySettings.for_site(tree.site)
    settings.name, settings.help_now_text = "WHAM", "<p>Ring <b>999</b>.</p>"
    settings.save()
    NavigationItem.objects.create(settings=settings, title="Tools", page=tree.tools, sort_order=0)
    NavigationItem.objects.create(settings=settings, title="Elsewhere", url="https://example.org/", sort_order=1)
    found = graphql(
        "{ site { name tagline helpNow { html plain } navigation { title url path page { title } } home { title } } }"
    )["site"]
    assert found == {
        "name": "WHAM",
        "tagline": None,
        "helpNow": {"html": "<p>Ring <b>999</b>.</p>", "plain": "Ring 999."},
        "navigation": [
            {"title": "Tools", "url": "http://testserver/tools/", "path": "/tools/", "page": {"title": "Tools"}},
            {"title": "Elsewhere", "url": "https://example.org/", "path": None, "page": None},
        ],
        "home": {"title": "Home"},
    }


def test_help_now_is_the_pages_own_or_the_sites(tree: Tree, graphql: GraphQL) -> None:
    settings = LibrarySettings.for_site(tree.site)
    settings.help_now_text = "<p>Site</p>"
    settings.save()
    for title, fields in (
        ("own", {"show_help_now": True, "help_now_text": "<p>Own</p>"}),
        ("site", {"show_help_now": True}),
        ("off", {}),
    ):
        WellbeingGuidancePageFactory(parent=tree.wellbeing, title=title, **fields)
    nodes = graphql("{ wellbeingGuidance(orderBy: [TITLE]) { nodes { title helpNow { plain } } } }")[
        "wellbeingGuidance"
    ]["nodes"]
    assert nodes == [
        {"title": "off", "helpNow": None},
        {"title": "own", "helpNow": {"plain": "Own"}},
        {"title": "site", "helpNow": {"plain": "Site"}},
    ]


def test_redirects(tree: Tree, graphql: GraphQL) -> None:
    Redirect.objects.create(old_path="/old", redirect_page=tree.tools, is_permanent=True)
    Redirect.objects.create(old_path="/away", redirect_link="http://testserver.example.org/", is_permanent=False)
    Redirect.objects.create(old_path="/search", redirect_link="/find/?q=housing", is_permanent=False)
    nodes = graphql("{ redirects { nodes { oldPath url path page { title } } } }")["redirects"]["nodes"]
    assert nodes == [
        {"oldPath": "/away", "url": "http://testserver.example.org/", "path": None, "page": None},
        {"oldPath": "/old", "url": "http://testserver/tools/", "path": "/tools/", "page": {"title": "Tools"}},
        {"oldPath": "/search", "url": "http://testserver/find/?q=housing", "path": "/find/?q=housing", "page": None},
    ]
    nodes = graphql("{ redirects { nodes { isPermanent } } }")["redirects"]["nodes"]
    assert [one["isPermanent"] for one in nodes] == [False, True, False]


def test_a_preview_reads_the_draft_in_the_same_types(tree: Tree, graphql: GraphQL) -> None:
    page = KnowledgeArticlePageFactory(parent=tree.knowledge, title="Live")
    page.title, page.kind = "Draft", "book"
    page.topics.set([TopicFactory(name="Unsaved choice")])
    page.tags.add("unsaved tag")
    token = page.create_page_preview().token
    query = (
        "query($t: String!) { page(by: {previewToken: $t}) { __typename title "
        "... on Article { kind topics { name } tags body { __typename } } } }"
    )
    assert graphql(query, t=token)["page"] == {
        "__typename": "Article",
        "title": "Draft",
        "kind": "BOOK",
        "topics": [{"name": "Unsaved choice"}],
        "tags": ["unsaved tag"],
        "body": [{"__typename": "RichTextBlock"}],
    }
    assert graphql("{ articles { nodes { title } } }")["articles"]["nodes"] == [{"title": "Live"}]


@pytest.mark.parametrize("age", [timedelta(minutes=61), timedelta(days=400)])
def test_a_preview_ends_after_an_hour(tree: Tree, graphql: GraphQL, age: timedelta) -> None:
    page = KnowledgeArticlePageFactory(parent=tree.knowledge)
    with mock.patch("django.core.signing.time.time", return_value=(timezone.now() - age).timestamp()):
        token = page.create_page_preview().token
    [error] = graphql.raw("query($t: String!) { page(by: {previewToken: $t}) { title } }", t=token)["errors"]
    assert error["extensions"] == {"code": "BAD_INPUT", "field": "previewToken"}
    assert "Open the preview again" in error["message"]


@pytest.mark.parametrize("token", ["", "x", "id=1:a:b", "é:é:é", "id=1;x=2:" + "a" * 500])
def test_a_forged_token_is_rejected_without_telling_why(tree: Tree, graphql: GraphQL, token: str) -> None:
    [error] = graphql.raw("query($t: String!) { page(by: {previewToken: $t}) { title } }", t=token)["errors"]
    assert error["extensions"] == {"code": "BAD_INPUT", "field": "previewToken"}
    assert "does not match" not in error["message"]


def body_html(graphql: GraphQL, tree: Tree, html: str) -> str:
    page = ToolPageFactory(parent=tree.tools)
    page.body = json.dumps([{"type": "rich_text", "value": html}])
    page.save()
    found = graphql(
        "query($id: ID!) { page(by: {id: $id}) { ... on Tool { body { ... on RichTextBlock { text { html } } } } } }",
        id=page_id(page.pk),
    )
    return str(found["page"]["body"][0]["text"]["html"])


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script>",
        '<p onclick="alert(1)">x</p>',
        '<a href="javascript:alert(1)">x</a>',
        '<a href="data:text/html,x">x</a>',
        '<img src="x" onerror="alert(1)">',
        "<iframe src='https://example.org'></iframe>",
        "<style>p{}</style>",
        '<a linktype="page" id="1" onmouseover="alert(1)">x</a>',
        '<a linktype="page" id="1&quot; onmouseover=&quot;alert(1)">x</a>',
        "<svg><script>alert(1)</script></svg>",
    ],
)
def test_rich_text_is_sanitised(tree: Tree, graphql: GraphQL, html: str) -> None:
    shown = body_html(graphql, tree, html)
    for danger in (
        "script",
        "onclick",
        "onerror",
        "onmouseover",
        "javascript:",
        "data:",
        "iframe",
        "<style",
        "alert(1)<",
    ):
        assert danger not in shown


def test_links_and_pictures_in_rich_text_are_absolute(tree: Tree, graphql: GraphQL) -> None:
    image = get_image_model().objects.create(title="A table", file=get_test_image_file(size=(1000, 500)))
    html = (
        f'<p><a linktype="page" id="{tree.tools.pk}">tools</a> <a linktype="page" id="424242">gone</a></p>'
        f'<embed embedtype="image" id="{image.pk}" alt="A &quot;kitchen&quot; table" format="fullwidth"/>'
    )
    shown = body_html(graphql, tree, html)
    assert '<a href="http://testserver/tools/" rel="noopener noreferrer">tools</a>' in shown
    assert "gone" in shown
    assert shown.count("<a ") == shown.count("<a href=")
    assert 'src="http://testserver/images/' in shown
    assert 'alt="A &quot;kitchen&quot; table"' in shown
    assert 'width="800" height="400"' in shown


@pytest.mark.parametrize("size", IMAGE_SIZES)
@pytest.mark.parametrize("image_format", ["WEBP", "AVIF", "JPEG"])
def test_the_file_is_what_the_api_said(
    tree: Tree, graphql: GraphQL, client: Client, size: str, image_format: str
) -> None:
    image = get_image_model().objects.create(
        title="x",
        file=get_test_image_file(filename="x.png", size=(1300, 900)),
        focal_point_x=100,
        focal_point_y=100,
        focal_point_width=50,
        focal_point_height=50,
    )
    ToolPageFactory(parent=tree.tools, cover_image=image, cover_alt_text="A table")
    query = (
        f"{{ tools {{ nodes {{ coverImage {{ alt focalPoint {{ x y }} "
        f"rendition(size: {size.upper()}, format: {image_format}) {{ url width height alt }} }} }} }} }}"
    )
    cover = graphql(query)["tools"]["nodes"][0]["coverImage"]
    assert cover["focalPoint"] == {"x": 100, "y": 100}
    said = cover["rendition"]
    assert said["alt"] == "A table"
    response = client.get(said["url"].removeprefix("http://testserver"))
    assert response.status_code == 200
    assert response["Content-Type"] == f"image/{image_format.lower()}"
    with Image.open(BytesIO(b"".join(response.streaming_content))) as made:  # type: ignore[attr-defined]  # a file response streams
        assert made.size == (said["width"], said["height"])
        assert made.format == image_format


@pytest.mark.parametrize(
    "path", ["nosize-0123456789.webp", "card-0123456789.tiff", "card-zzz.webp", "original-0123456789.png"]
)
def test_no_other_size_can_be_asked_for(tree: Tree, client: Client, path: str) -> None:
    image = get_image_model().objects.create(title="x", file=get_test_image_file())
    assert client.get(f"/images/{image.pk}/{path}").status_code == 404


def test_events_keep_their_own_time_zone(tree: Tree, graphql: GraphQL) -> None:
    from datetime import UTC, datetime

    EventPageFactory(
        parent=tree.events,
        start=datetime(2026, 7, 1, 22, 30, tzinfo=UTC),
        time_zone="America/Toronto",
        join_link="https://meet.example.org/secret",
    )
    [event] = graphql("{ events { nodes { start timeZone registrationState icalUrl } } }")["events"]["nodes"]
    assert event["start"] == "2026-07-01T18:30:00-04:00"
    assert event["timeZone"] == "America/Toronto"


def test_the_join_link_is_told_by_a_registration_alone() -> None:
    from graphql_api.schema.building import get_schema, get_sdl

    types = get_schema().graphql_schema.type_map.items()
    answers = {name: one for name, one in types if not is_input_type(one)}
    assert [name for name, one in answers.items() if "joinLink" in getattr(one, "fields", {})] == ["EventRegistration"]
    assert "contactMember" not in get_sdl()
