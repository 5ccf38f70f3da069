"""Counting that pages are read, for sites that show them."""

from __future__ import annotations

from typing import Any

import graphene

from content_types.core.errors import BadInput
from content_types.core.graphql.cost import costs
from content_types.core.identity import PAGE, key_of
from content_types.core.reads import MOST, count_reads
from graphql_api.schema.mutation_errors import errors_field, mutation_field, typed_errors


class RecordReadsInput(graphene.InputObjectType):
    """Which pages were read."""

    pages = graphene.List(
        graphene.NonNull(graphene.ID),
        required=True,
        description=f"The `id` of a page for each time that it was read; {MOST} at most.",
    )


class RecordReadsPayload(graphene.ObjectType):
    """That reads were told."""

    taken = graphene.Boolean(
        required=True,
        description="True also where a page is not public or is not there: that counts nothing, and is not told.",
    )
    errors = errors_field()


class ReadsMutation:
    """What sites tell of reading."""

    record_reads = mutation_field(
        RecordReadsPayload,
        RecordReadsInput,
        "Count that pages were read, so that their writers learn it. A number a page and day; send nothing of whoever reads.",
    )

    @staticmethod
    @costs(once=20_000)
    @typed_errors(RecordReadsPayload, taken=False)
    def resolve_record_reads(root: Any, info: Any, input: Any) -> RecordReadsPayload:
        pages = input["pages"]
        if len(pages) > MOST:
            raise BadInput(f"`pages` holds more than {MOST}. Send the others later.", "pages")
        count_reads(key for one in pages if (key := key_of(PAGE, one)) is not None)
        return RecordReadsPayload(taken=True, errors=[])
