"""What recordings and files say of themselves: MIME type, length, still picture, captions."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file

from content_types.core.blocks.media import EmbedBlock, MediaBlock, seconds_of
from content_types.core.media_types import media_type, recording_type
from content_types.events.factories import EventPageFactory
from content_types.tools.factories import ToolPageFactory
from tests.support.graphql import GraphQL
from tests.support.tree import Tree

QUERY = """{ tools { nodes { body {
  ... on EmbedBlock { source mimeType durationSeconds playerUrl poster { alt decorative } }
  ... on MediaBlock { url source mimeType durationSeconds playerUrl captionsUrl poster { alt decorative } }
} } } }"""
NOTHING = {"durationSeconds": None, "poster": None}


def file(name: str) -> Any:
    """A document that is stored as it is: what it holds does not matter here."""
    stored = default_storage.save(f"documents/{name}", ContentFile(b"WEBVTT\n"))
    return get_document_model().objects.create(title=name, file=stored)


def shown(tree: Tree, graphql: GraphQL, block: str, **value: Any) -> Any:
    page = ToolPageFactory(parent=tree.tools)
    page.body = json.dumps([{"type": block, "value": {"title": "x", "transcript": "<p>x</p>", **value}}])
    page.save()
    ((found,),) = (one["body"] for one in graphql(QUERY)["tools"]["nodes"])
    return found


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "url", "mime_type", "source", "player"),
    [
        ("audio", "https://m.example/a.mp3", "audio/mpeg", "FILE", None),
        ("audio", "https://m.example/a.mp4?t=1#x", "audio/mp4", "FILE", None),
        ("video", "https://m.example/a.MP4", "video/mp4", "FILE", None),
        ("video", "https://m.example/live.m3u8", "application/vnd.apple.mpegurl", "FILE", None),
        ("video", "https://m.example/watch/1", "text/html", "PAGE", None),
        ("video", "https://m.example/slides.pdf", "text/html", "PAGE", None),
        ("video", "https://vimeo.com/76979871", "text/html", "PAGE", "https://player.vimeo.com/video/76979871?dnt=1"),
    ],
)
def test_what_is_at_the_address_of_a_recording(
    tree: Tree, graphql: GraphQL, kind: str, url: str, mime_type: str, source: str, player: str | None
) -> None:
    assert shown(tree, graphql, "media", kind=kind, url=url) == {
        "url": url, "source": source, "mimeType": mime_type, "playerUrl": player, "captionsUrl": None, **NOTHING,
    }  # fmt: skip


@pytest.mark.django_db
def test_a_recording_that_is_uploaded_with_all_that_goes_with_it(tree: Tree, graphql: GraphQL) -> None:
    poster = get_image_model().objects.create(title="Still", file=get_test_image_file())
    film, captions = file("round.mp4"), file("round.vtt")
    of = {"document": film.pk, "captions": captions.pk, "poster": poster.pk, "duration": "1:02:30"}
    assert shown(tree, graphql, "media", kind="video", **of) == {
        "url": f"http://testserver{film.url}", "source": "FILE", "mimeType": "video/mp4", "durationSeconds": 3750,
        "playerUrl": None, "captionsUrl": f"http://testserver{captions.url}",
        "poster": {"alt": "", "decorative": True},
    }  # fmt: skip


@pytest.mark.django_db
def test_captions_elsewhere(tree: Tree, graphql: GraphQL) -> None:
    elsewhere = {"url": "https://m.example/a.mp3", "captions_url": "https://m.example/a.vtt"}
    assert shown(tree, graphql, "media", kind="audio", **elsewhere)["captionsUrl"] == "https://m.example/a.vtt"


@pytest.mark.django_db
def test_a_film_on_another_site_is_a_page_to_embed(tree: Tree, graphql: GraphQL) -> None:
    found = shown(tree, graphql, "embed", url="https://youtu.be/95ovIJ3dsNk", duration="15:55")
    assert found == {
        "source": "PAGE", "mimeType": "text/html", "durationSeconds": 955, "poster": None,
        "playerUrl": "https://www.youtube-nocookie.com/embed/95ovIJ3dsNk",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("duration", "seconds"), [("", None), ("0:07", 7), ("12:30", 750), ("125:00", 7500), ("1:02:30", 3750)]
)
def test_durations(duration: str, seconds: int | None) -> None:
    block = EmbedBlock().child_blocks["duration"]
    assert seconds_of(block.clean(duration)) == seconds


@pytest.mark.parametrize("duration", ["12", "1:7", "1:60", "1:60:00", "half an hour", "1:2:3:4"])
def test_what_is_no_duration(duration: str) -> None:
    with pytest.raises(ValidationError, match="minutes and seconds"):
        EmbedBlock().child_blocks["duration"].clean(duration)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["captions", "captions_url"])
def test_captions_are_one_webvtt_file(name: str) -> None:
    block = MediaBlock()
    wrong = file("words.txt" if name == "captions" else "words.vtt")
    value: Any = {"title": "x", "url": "https://m.example/a.mp3", "transcript": "<p>x</p>", "captions": wrong.pk}
    if name == "captions_url":
        value["captions_url"] = "https://m.example/a.vtt"
    with pytest.raises(StructBlockValidationError) as refused:
        block.clean(block.to_python(value))
    assert list(refused.value.block_errors) == [name]


def test_what_may_be_uploaded_has_a_type() -> None:
    assert [one for one in settings.WAGTAILDOCS_EXTENSIONS if media_type(f"x.{one}") is None] == []
    assert recording_type("card.pdf", "video") is None


@pytest.mark.django_db
@pytest.mark.parametrize("extension", settings.WAGTAILDOCS_EXTENSIONS)
def test_a_document_comes_with_headers_that_are_true(tree: Tree, client: Client, extension: str) -> None:
    document = file(f"card.{extension}")
    answer = client.get(document.url)
    assert answer.status_code == 200
    assert answer["Content-Type"] == media_type(f"card.{extension}")
    assert "None" not in answer.headers.values()
    assert "Content-Encoding" not in answer.headers
    assert answer["Cache-Control"] == "public, no-cache"
    assert "Cookie" not in answer.get("Vary", "")
    again = client.get(document.url, headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.django_db
def test_a_document_says_its_type(tree: Tree, graphql: GraphQL) -> None:
    value = {"document": file("card.odt").pk}
    page = ToolPageFactory(parent=tree.tools)
    page.body = json.dumps([{"type": "document", "value": value}])
    page.save()
    found = graphql("{ tools { nodes { body { ... on DocumentBlock { document { mimeType } } } } } }")
    assert found["tools"]["nodes"][0]["body"] == [{"document": {"mimeType": "application/vnd.oasis.opendocument.text"}}]


RECORDING = "{ url source mimeType provider playerUrl captionsUrl durationSeconds }"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("url", "shown"),
    [
        (
            "https://m.example/film.mp4",
            {"source": "FILE", "mimeType": "video/mp4", "captionsUrl": "https://m.example/a.vtt",
             "durationSeconds": 3490},
        ),
        ("https://m.example/talk.mp3", {"source": "FILE", "mimeType": "audio/mpeg"}),
        ("https://m.example/watch/1", {"source": "PAGE", "mimeType": "text/html"}),
        (
            "https://youtu.be/dQw4w9WgXcQ",
            {
                "source": "PAGE", "mimeType": "text/html", "provider": "YOUTUBE",
                "playerUrl": "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ",
            },
        ),
        ("", None),
    ],
)  # fmt: skip
def test_the_recording_of_an_event(tree: Tree, graphql: GraphQL, url: str, shown: dict[str, Any] | None) -> None:
    given = shown or {}
    EventPageFactory(
        parent=tree.events, recording_url=url, recording_captions_url=given.get("captionsUrl", ""),
        recording_duration="58:10" if "durationSeconds" in given else "",
    )  # fmt: skip
    ((found),) = graphql(f"{{ events {{ nodes {{ recordingUrl recording {RECORDING} }} }} }}")["events"]["nodes"]
    nothing = dict.fromkeys(("provider", "playerUrl", "captionsUrl", "durationSeconds"))
    assert found["recordingUrl"] == (url or None)
    assert found["recording"] == (None if shown is None else {"url": url, **nothing, **shown})


@pytest.mark.django_db
@pytest.mark.parametrize("written", ["an hour", "1:2", "90 min"])
def test_how_long_the_recording_of_an_event_is_is_a_time(tree: Tree, written: str) -> None:
    event = EventPageFactory(parent=tree.events)
    event.recording_duration = written
    with pytest.raises(ValidationError, match="minutes and seconds"):
        event.full_clean()
