"""Documents for the API."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any

import graphene
from wagtail.documents.models import AbstractDocument

from content_types.core.graphql.node import Node, node_of
from content_types.core.graphql.scalars import URL
from content_types.core.identity import DOCUMENT, global_id
from delivery.addresses import served


@node_of(AbstractDocument)
class DocumentType(graphene.ObjectType):
    """A file to download."""

    class Meta:
        name = "Document"
        interfaces = (Node,)

    title = graphene.String(required=True, description="What to call it.")
    url = URL(required=True, description="Absolute address; checks on every request who may have the file.")
    extension = graphene.String(required=True, description="The file name's ending, such as `pdf`.")
    mime_type = graphene.String(required=True, description="MIME type, such as `application/pdf`.")
    # Float, because GraphQL's Int ends at 2 GiB; a Float is exact up to 8 PiB.
    size = graphene.Float(description="Bytes, a whole number.")

    @staticmethod
    def resolve_id(root: Any, info: Any) -> str:
        return global_id(DOCUMENT, root.pk)

    @staticmethod
    def resolve_url(root: Any, info: Any) -> str:
        return served(root.url)

    @staticmethod
    def resolve_extension(root: Any, info: Any) -> str:
        return PurePosixPath(root.file.name).suffix.lstrip(".").lower()

    @staticmethod
    def resolve_mime_type(root: Any, info: Any) -> str:
        return str(root.content_type)

    @staticmethod
    def resolve_size(root: Any, info: Any) -> int | None:
        return root.file_size
