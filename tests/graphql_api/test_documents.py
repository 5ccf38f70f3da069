"""Files in the API."""

from __future__ import annotations

from django.core.files.base import ContentFile
from wagtail.documents import get_document_model

from content_types.tools.factories import ToolPageFactory
from content_types.tools.models import ToolDownload
from tests.support.graphql import GraphQL
from tests.support.tree import Tree

THREE_GIB = 3 * 2**30


def test_the_size_of_a_file_beyond_two_gib_is_exact(tree: Tree, graphql: GraphQL) -> None:
    recording = get_document_model().objects.create(
        title="Recording", file=ContentFile(b"x", "recording.mp4"), file_size=THREE_GIB + 1
    )
    ToolDownload.objects.create(page=ToolPageFactory(parent=tree.tools), document=recording)
    [tool] = graphql("{ tools { nodes { downloads { document { size extension } } } } }")["tools"]["nodes"]
    assert tool["downloads"] == [{"document": {"size": THREE_GIB + 1, "extension": "mp4"}}]
