"""How pictures are kept by caches, and what is shown until they are there."""

from __future__ import annotations

import base64
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
import thash
from django.conf import settings as configured
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.test import Client
from PIL import Image
from wagtail.images import get_image_model

from content_types.core.images import image_version
from content_types.core.pictures.placeholder import placeholder_of
from content_types.knowledge.factories import KnowledgeArticlePageFactory
from tests.support.graphql import GraphQL
from tests.support.tree import Tree
from tests.visibility.files import picture

pytestmark = pytest.mark.django_db

FOR_EVER = "public, max-age=31536000, immutable"
PLACEHOLDER = "{ articles { nodes { coverImage { placeholder { thumbHash dominantColour } } } } }"


@pytest.fixture(autouse=True)
def _media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = str(tmp_path)
    cache.clear()  # Wagtail keeps there which sizes are made


def painted(colour: str, size: tuple[int, int] = (300, 200), name: str = "x.png") -> ContentFile:
    """A picture of one colour, with a white stripe at its foot."""
    made = Image.new("RGB", size, colour)
    made.paste("white", (0, size[1] * 3 // 4, *size))
    output = BytesIO()
    made.save(output, "PNG")
    return ContentFile(output.getvalue(), name)


def stored(colour: str = "teal") -> Any:
    return get_image_model().objects.create(title="x", file=painted(colour))


def address(one: Any, size: str = "card", image_format: str = "webp") -> str:
    return f"/images/{one.pk}/{size}-{image_version(one)}.{image_format}"


def test_a_public_picture_is_kept_for_a_year_and_asked_for_once(tree: Tree, client: Client) -> None:
    found = client.get(address(stored()))
    assert (found.status_code, found["Cache-Control"]) == (200, FOR_EVER)
    for headers in ({"If-None-Match": found["ETag"]}, {"If-Modified-Since": found["Last-Modified"]}):
        again = client.get(address(get_image_model().objects.get()), headers=headers)
        assert (again.status_code, again.content, again["Cache-Control"]) == (304, b"", FOR_EVER)
        assert (again["ETag"], again["Last-Modified"]) == (found["ETag"], found["Last-Modified"])
    assert client.get(address(get_image_model().objects.get()), headers={"If-None-Match": '"other"'}).status_code == 200


def test_each_file_has_a_tag_of_its_own(tree: Tree, client: Client) -> None:
    one, other = stored(), stored("navy")
    asked = [address(one), address(one, "square"), address(one, "card", "jpeg"), address(other)]
    assert len({client.get(path)["ETag"] for path in asked}) == 4


def test_a_picture_that_is_replaced_has_another_address(tree: Tree, client: Client) -> None:
    one = stored()
    before = address(one)
    one.file = painted("navy", name="y.png")
    one._set_image_file_metadata()
    one.save()
    moved = client.get(before, headers={"If-None-Match": "*"})
    assert (moved.status_code, moved["Location"]) == (302, address(one))
    assert "max-age" not in moved.get("Cache-Control", "")


@pytest.mark.parametrize("signed_in", [False, True])
def test_who_asks_for_a_public_picture_is_not_asked(tree: Tree, signed_in: bool, admin_client: Client) -> None:
    asking = admin_client if signed_in else Client()
    for answer in (asking.get(address(stored())), asking.get(address(stored()), headers={"If-None-Match": "*"})):
        assert "Cookie" not in answer.get("Vary", "")
        assert answer["Cache-Control"] == FOR_EVER


def test_a_private_picture_is_kept_by_nobody(tree: Tree, client: Client, admin_client: Client) -> None:
    private = picture("login")
    found = admin_client.get(address(private))
    assert (found.status_code, found["Cache-Control"]) == (200, "private, no-store")
    assert "Cookie" in found["Vary"]
    for headers in ({}, {"If-None-Match": found["ETag"]}, {"If-None-Match": "*"}):
        assert client.get(address(private), headers=headers).status_code == 404


def test_pages_of_the_named_origins_may_read_files(tree: Tree, settings: Any) -> None:
    settings.CORS_ALLOWED_ORIGINS = ["https://www.example.org"]
    cors = "corsheaders.middleware.CorsMiddleware"
    settings.MIDDLEWARE = [cors, *configured.MIDDLEWARE]
    client = Client()
    for origin, told in (("https://www.example.org", "https://www.example.org"), ("https://evil.example", None)):
        found = client.get(address(stored()), headers={"Origin": origin})
        assert found.get("Access-Control-Allow-Origin") == told


def test_statements_for_a_picture_that_is_there(tree: Tree, client: Client, django_assert_num_queries: Any) -> None:
    one = stored()
    client.get(address(one))
    with django_assert_num_queries(2):  # the request snapshot and the picture; Wagtail keeps which sizes are made
        client.get(address(one))
    with django_assert_num_queries(2):
        client.get(address(one), headers={"If-None-Match": "*"})


# --- Until it is there ------------------------------------------------------------------------------------------------


def test_a_placeholder_is_worked_out_when_a_picture_is_stored(tree: Tree, graphql: GraphQL) -> None:
    KnowledgeArticlePageFactory(parent=tree.knowledge, cover_image=stored("#c04020"), cover_alt_text="x")
    ((found),) = graphql(PLACEHOLDER)["articles"]["nodes"]
    shown = found["coverImage"]["placeholder"]
    assert shown["dominantColour"] == "#c04020"
    red, green, blue, alpha = thash.thumb_hash_to_average_rgba(list(base64.b64decode(shown["thumbHash"])))
    # Three quarters red, one quarter white.
    assert (red, green, blue, alpha) == pytest.approx((0.81, 0.44, 0.34, 1), abs=0.05)


def test_the_hash_keeps_proportions_and_what_is_transparent() -> None:
    for size in ((300, 100), (100, 300)):
        found = placeholder_of(painted("navy", size), "x.png")
        ratio = thash.thumb_hash_to_approximate_aspect_ratio(list(base64.b64decode(found.thumb_hash)))
        assert (ratio > 1) is (size[0] > size[1])
    output = BytesIO()
    Image.new("RGBA", (60, 60), (0, 0, 0, 0)).save(output, "PNG")
    clear = placeholder_of(ContentFile(output.getvalue()), "x.png")
    assert clear.dominant_colour == "#ffffff"
    alpha = base64.b64decode(clear.thumb_hash)[5] & 15  # the sixth byte begins with it
    assert alpha == 0


def test_what_the_version_before_stored_has_none_until_the_command_has_run(tree: Tree, graphql: GraphQL) -> None:
    one = stored()
    KnowledgeArticlePageFactory(parent=tree.knowledge, cover_image=one, cover_alt_text="x")
    rows = get_image_model().objects.filter(pk=one.pk)
    for as_before in (
        {"thumb_hash": "", "dominant_colour": "", "placeholder_of": ""},
        {"placeholder_of": "0" * 40, "file_hash": one.get_file_hash()},  # of the file that it replaced
    ):
        rows.update(**as_before)
        ((shown),) = graphql(PLACEHOLDER)["articles"]["nodes"]
        assert shown["coverImage"]["placeholder"] is None
        said = StringIO()
        call_command("make_placeholders", stdout=said)
        assert said.getvalue() == "1 placeholders made.\n"
        ((shown),) = graphql(PLACEHOLDER)["articles"]["nodes"]
        assert shown["coverImage"]["placeholder"]["dominantColour"] == "#008080"
    call_command("make_placeholders", stdout=(again := StringIO()))
    assert again.getvalue() == "0 placeholders made.\n"


def test_the_command_names_what_cannot_be_read(tree: Tree) -> None:
    lost, fine = stored(), stored("navy")
    Path(lost.file.path).unlink()
    get_image_model().objects.update(thumb_hash="")
    call_command("make_placeholders", stdout=(said := StringIO()))
    assert said.getvalue().startswith("1 placeholders made.\n")
    assert f"{lost.pk} “x”: The file cannot be read" in said.getvalue()
    fine.refresh_from_db()
    assert fine.has_placeholder
