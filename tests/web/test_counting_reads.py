"""The site tells the library how often a page is read, and nothing of whoever reads."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from starlette.requests import Request

from content_types.core.identity import page_id
from content_types.core.reads import PageReads
from content_types.knowledge.factories import KnowledgeArticlePageFactory
from tests.support.tree import Tree
from web.api.models.client import Operations
from web.reading import MOST_OF_A_PAGE, Reads
from web.reads import read


@pytest.mark.django_db(transaction=True)
def test_reads_are_told_as_numbers(tree: Tree, live_server: Any) -> None:
    page = KnowledgeArticlePageFactory(parent=tree.knowledge)
    reads = Reads()
    for _ in range(3):
        reads.add(page_id(page.pk))

    async def tell() -> None:
        operations = Operations(f"{live_server.url}/graphql/")
        await reads.tell(operations)
        await reads.tell(operations)  # nothing is told twice
        await operations.close()

    asyncio.run(tell())
    assert list(PageReads.objects.values_list("page", "count")) == [(page.pk, 3)]


@pytest.mark.parametrize(("header", "counted"), [("", 1), ("sec-gpc", 0), ("dnt", 0)])
def test_who_asks_not_to_be_counted_is_not(header: str, counted: int) -> None:
    reads = Reads()
    assert asyncio.run(told(reads, b"an-id", header)) == 204
    assert len(pages_of(reads)) == counted


def test_what_is_no_id_or_too_much_is_left_out() -> None:
    reads = Reads()
    for body in (b"", b"x" * 101, *[b"an-id"] * 100):
        asyncio.run(told(reads, body, ""))
    assert pages_of(reads) == ["an-id"] * MOST_OF_A_PAGE


async def told(reads: Reads, body: bytes, header: str) -> int:
    """The status of the answer to a browser."""
    site = type("Site", (), {"reads": reads})()
    app = type("App", (), {"state": type("State", (), {"site": site})()})()

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    headers = [(header.encode(), b"1")] if header else []
    return (await read(Request({"type": "http", "app": app, "headers": headers}, receive))).status_code


def pages_of(reads: Reads) -> list[str]:
    """What would be told."""
    sent: list[str] = []

    class Asked:
        async def count_reads(self, input: Any) -> None:
            sent.extend(input.pages)

    asyncio.run(reads.tell(Asked()))  # type: ignore[arg-type]
    return sent
