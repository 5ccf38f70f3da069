"""Apollo Client: its cache pages through lists, reads fragments on interfaces, and keeps what has no id;
as docs/api/apollo-client.md sets it up."""

from __future__ import annotations

import json
import re

import pytest
from graphql import GraphQLNamedType, GraphQLObjectType, build_schema, get_named_type, get_nullable_type, is_list_type

from graphql_api.schema.building import get_sdl
from tests.clients.library import ARTICLES, BLOCKS
from tests.clients.node import SOURCE, Project
from tests.clients.operations import selected_fields
from tests.clients.programs import programs

CLIENT = (SOURCE / "src" / "apollo-client.ts").read_text(encoding="utf-8")


@pytest.mark.node
def test_the_cache_pages_on_and_keeps_what_it_read(typescript: Project, searched: str) -> None:
    # Apollo Client warns of what its cache loses only in its build for development.
    command = ("node", "--conditions=development", "build/apollo.js")
    found = json.loads(typescript.run(*command, LIBRARY_URL=searched))
    assert found["pages"] == [5, 10, ARTICLES]
    assert (found["total"], found["shorter"]) == (ARTICLES, 3)
    assert found["titles"] == [f"Article {number:02}" for number in range(ARTICLES)]
    assert (found["status"], found["again"]) == ("FOUND", "Article")
    assert found["summary"]
    assert set(found["blocks"]) == BLOCKS
    assert found["moved"] == ["REDIRECT", f"{searched}/knowledge/article-01/"]
    assert found["nowhere"] == ["NOT_FOUND", None]
    assert found["hits"] == [5, 10, ARTICLES]
    assert (found["clickToken"], found["facets"], found["found"]) == ("string", ARTICLES, ARTICLES)
    assert found["highlights"]
    assert found["sentAgain"] == 0, "what several queries read of the same things is there whole"
    assert found["entities"] == ARTICLES, "each page is in the cache once"
    assert found["warned"] == []
    assert found["untold"] > 0, "a cache that was told nothing warns"
    # Automatic persisted queries: the hash first, by GET; the document once, when the server does not know it.
    assert found["requestsOfPages"] == ["GET hash", "POST document", "GET hash", "GET hash"]
    assert found["visitor"] == ["GET hash"]


def test_the_manual_shows_the_client_that_is_tried() -> None:
    assert programs("apollo-client", "typescript") == [CLIENT]


def test_the_client_knows_every_list_and_every_part_without_an_id_that_is_read() -> None:
    schema = build_schema(get_sdl())
    read = selected_fields(schema)
    query = schema.query_type
    assert query is not None
    connections = {
        name
        for name, field in query.fields.items()
        if get_named_type(field.type).name.endswith("Connection")
        and ("Query", name) in read
        and name != "contentChanges"  # is told once; no cache keeps it
    }
    block = re.search(r"const lists = \{(.*?)\};", CLIENT, re.DOTALL)
    assert block is not None
    assert set(re.findall(r"^  (\w+):", block[1], re.MULTILINE)) == connections

    parts = {
        get_named_type(field.type).name
        for type_ in schema.type_map.values()
        if isinstance(type_, GraphQLObjectType)
        and type_ is not schema.mutation_type
        and not _pages(type_)
        and not type_.name.startswith("__")
        for name, field in type_.fields.items()
        if any((one.name, name) in read for one in (type_, *type_.interfaces))
        and not is_list_type(get_nullable_type(field.type))
        and _is_part(get_named_type(field.type))
    }
    block = re.search(r"const parts = \[(.*?)\];", CLIENT, re.DOTALL)
    assert block is not None
    assert set(re.findall(r'"(\w+)"', block[1])) == parts


def _pages(type_: GraphQLNamedType) -> bool:
    # What paging replaces or adds up by itself.
    return type_.name.endswith(("Connection", "Edge")) or type_.name in {"PageInfo"}


def _is_part(type_: GraphQLNamedType) -> bool:
    return isinstance(type_, GraphQLObjectType) and "id" not in type_.fields and not _pages(type_)
