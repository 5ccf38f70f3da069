"""The shape of the schema: one selection over all blocks, or all pages, needs no alias; everything is described;
the committed SDL is true."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    build_client_schema,
    build_schema,
    introspection_from_schema,
    is_non_null_type,
    is_specified_scalar_type,
    parse,
    validate,
)

from graphql_api.management.commands.graphql_schema import COMMITTED
from graphql_api.schema.building import get_schema, get_sdl
from tests.graphql_api.selections import PAGES, whole
from tests.support.graphql import GraphQL
from tests.support.tree import Tree


@pytest.fixture(scope="module")
def schema() -> GraphQLSchema:
    """The schema as a client learns it from the server."""
    return build_client_schema(introspection_from_schema(get_schema().graphql_schema))


REMEDY = (
    "One name has one type and one nullability in all pages, and in all blocks: a kind is of the enum Kind "
    "(add_kinds), anything else gets a name of its own. See “Names” in docs/adding-a-content-type.md."
)


def clashes(schema: GraphQLSchema, query: str) -> list[str]:
    return [error.message for error in validate(schema, parse(query))]


def test_one_selection_reads_every_field_of_every_block(schema: GraphQLSchema) -> None:
    block = schema.type_map["Block"]
    assert isinstance(block, GraphQLInterfaceType)
    assert len(schema.get_possible_types(block)) >= 17
    body = f"... on Resource {{ body {whole(schema, block, PAGES)} }}"
    query = f"query($id: ID!) {{ page(by: {{id: $id}}) {{ {body} }} }}"
    assert clashes(schema, query) == [], REMEDY


@pytest.mark.parametrize("interface", ["Resource", "Page"])
def test_one_selection_reads_every_field_of_every_page_type(schema: GraphQLSchema, interface: str) -> None:
    pages = schema.type_map[interface]
    assert isinstance(pages, GraphQLInterfaceType)
    assert len(schema.get_possible_types(pages)) >= 5
    above = tuple(name for name in PAGES if name != interface)
    query = f"query($id: ID!) {{ page(by: {{id: $id}}) {{ ... on {interface} {whole(schema, pages, above)} }} }}"
    assert clashes(schema, query) == [], REMEDY


@pytest.mark.parametrize(
    ("one", "other"),
    [("title: String", "title: String!"), ("text: String!", "text: Words!"), ("items: [Words!]!", "items: [Item!]!")],
)
def test_a_clash_between_types_would_be_found(one: str, other: str) -> None:
    clashing = build_schema(f"""
        type Query {{ block: Block }}
        interface Block {{ blockId: ID }}
        type Words {{ text: String! }}
        type Item {{ text: Words! }}
        type A implements Block {{ blockId: ID {one} }}
        type B implements Block {{ blockId: ID {other} }}
    """)
    [message] = clashes(clashing, f"{{ block {whole(clashing, clashing.type_map['Block'])} }}")
    assert "conflict" in message


def undescribed(schema: GraphQLSchema) -> Iterator[str]:
    """The name of everything in a schema that says nothing of itself, what GraphQL itself defines left out."""
    for name, type_ in schema.type_map.items():
        if name.startswith("__") or is_specified_scalar_type(type_):
            continue
        if not type_.description:
            yield name
        if isinstance(type_, GraphQLEnumType):
            yield from (f"{name}.{key}" for key, entry in type_.values.items() if not entry.description)
        if isinstance(type_, GraphQLInputObjectType):
            yield from (f"{name}.{key}" for key, entry in type_.fields.items() if not entry.description)
        if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
            for key, field in type_.fields.items():
                if not field.description:
                    yield f"{name}.{key}"
                yield from (f"{name}.{key}({arg}:)" for arg, entry in field.args.items() if not entry.description)


def test_everything_has_a_description(schema: GraphQLSchema) -> None:
    assert sorted(undescribed(schema)) == []
    bare = build_schema("type Query { a(b: In): E } input In { c: Int } enum E { D } scalar S")
    assert sorted(undescribed(bare)) == ["E", "E.D", "In", "In.c", "Query", "Query.a", "Query.a(b:)", "S"]


def test_a_root_field_that_fails_leaves_the_others(schema: GraphQLSchema) -> None:
    roots = [type_ for type_ in (schema.query_type, schema.mutation_type) if type_]
    required = [
        f"{root}.{name}" for root in roots for name, field in root.fields.items() if is_non_null_type(field.type)
    ]
    assert len(roots) == 2
    assert required == [], "one that fails would make the whole of `data` null"


def test_the_committed_sdl_is_what_the_code_says() -> None:
    assert COMMITTED.read_text(encoding="utf-8") == get_sdl(), (
        "run `python manage.py graphql_schema` and commit the file"
    )


def test_one_fragment_on_a_resource_is_enough_for_a_card(schema: GraphQLSchema) -> None:
    query = """
      { search(query: "x") { nodes { ...Card } }
      articles { nodes { ...Card relatedResources { ...Card } moreLikeThis { ...Card } } }
        page(by: {path: "/"}) { ...Card } node(id: "x") { ...Card } }
      fragment Card on Resource { id title path summary topics { name } }
    """
    assert clashes(schema, query) == [], REMEDY


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("moment", "taken"),
    [("2026-01-01T00:00:00", False), ("2026-01-01T00:00:00Z", True), ("2026-01-01T01:00:00+01:00", True)],
)
def test_a_moment_has_a_time_zone(graphql: GraphQL, tree: Tree, moment: str, taken: bool) -> None:
    for query, variables in (
        (f'{{ articles(filter: {{publishedAfter: "{moment}"}}) {{ totalCount }} }}', {}),
        ("query($at: DateTime) { articles(filter: {publishedAfter: $at}) { totalCount } }", {"at": moment}),
    ):
        answer = graphql.raw(query, **variables)
        assert ("errors" not in answer) is taken
        if not taken:
            [error] = answer["errors"]
            assert error["extensions"]["code"] == "BAD_INPUT"
            assert "needs a time zone" in error["message"]
