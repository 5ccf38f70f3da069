"""The executor gives what graphql-core's gives:
the same data in the same order, and the same errors at the same places."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.test import RequestFactory
from graphene.types.resolver import dict_or_attr_resolver
from graphql import (
    ExecutionContext,
    ExecutionResult,
    GraphQLError,
    GraphQLSchema,
    build_schema,
    execute,
    parse,
    validate,
)

from delivery import deadline
from graphql_api.execution.executor import PlannedExecutionContext
from graphql_api.schema.building import get_schema
from tests.graphql_api import sample_library
from tests.graphql_api.generated import Generator
from tests.support.tree import Tree

SDL = """
enum Size { SMALL LARGE }
input Range { from: Int! = 1, to: Int }
interface Named { name: String }
type Cat implements Named { name: String, lives: Int!, kittens: [Cat!]!, size: Size, friend: Named, either: Either }
type Dog implements Named { name: String, tricks: [String!] }
type Stone { weight: Float }
union Either = Cat | Dog
type Query {
  cat: Cat
  cats(first: Int, range: Range): [Cat!]
  certainCats: [Cat!]!
  maybeCats: [Cat]
  named: [Named]
  certainNamed: [Named!]
  either: [Either]
  stone: Stone
  certain: Int!
  number(at: Int! = 3): Int
  numbers: [Int]
  certainNumbers: [Int!]
  grid: [[Int!]]
  size: Size
  fails: String
  gives: String
  failsForCertain: String!
  notAList: [String]
}
type Mutation { one: Int, two: Int!, three: Int }
"""


TIME = re.compile(r'"tookMs": \d+')  # the only thing that differs from one time to the next


class Beast:
    """An object that is read by its attributes."""

    def __init__(self, kind: str, **values: Any) -> None:
        self.kind = kind
        self.__dict__.update(values)


def cat(name: str | None, lives: Any = 9, **values: Any) -> Beast:
    """One with all that a cat has."""
    return Beast(
        "Cat",
        **{"name": name, "lives": lives, "kittens": [], "size": "SMALL", "friend": None, "either": None, **values},
    )


def fail(root: Any, info: Any) -> Any:
    raise ValueError(f"{info.field_name} does not work")


def beasts(root: Any, info: Any) -> list[Any]:
    return [
        cat("Tom"),
        Beast("Dog", name="Rex", tricks=["sit", None]),
        None,
        Beast("Fish", name="Wanda"),
        Beast("Stone", weight=1),
        ValueError("no beast"),
    ]


RESOLVERS: dict[str, Any] = {
    "cat": lambda root, info: cat(
        "Tom", kittens=[cat("Kit", lives=None)], friend=Beast("Dog", name="Rex", tricks=("sit",)), either=cat("Mog"),
    ),
    "cats": lambda root, info, first=2, range=None: [
        cat(f"{number} {range}", number) for number in __import__("builtins").range(first or 0)
    ],
    "certainCats": lambda root, info: [cat("Tom"), cat("Mog", lives="many"), cat("Kit", lives=None)],
    "maybeCats": lambda root, info: (
        one for one in [cat("Tom"), cat("Mog", lives="many"), None, cat("Kit", lives=None, kittens=None)]
    ),
    "named": beasts, "certainNamed": beasts, "either": beasts,
    "stone": lambda root, info: cat("no stone"),
    "certain": lambda root, info: None,
    "number": lambda root, info, at: at,
    "numbers": lambda root, info: (1, "two", None, 3.0, ValueError("four")),
    "certainNumbers": lambda root, info: [1, None, 3],
    "grid": lambda root, info: [[1, 2], None, [3, None], 4],
    "size": lambda root, info: "HUGE",
    "fails": fail, "failsForCertain": fail,
    "gives": lambda root, info: ValueError("given, not raised"),
    "notAList": lambda root, info: "text",
    "one": lambda root, info: 1, "two": fail, "three": lambda root, info: 3,
}  # fmt: skip


@pytest.fixture(scope="module")
def odd_schema() -> GraphQLSchema:
    schema = build_schema(SDL)
    for root in (schema.query_type, schema.mutation_type):
        assert root is not None
        for name, field in root.fields.items():
            field.resolve = RESOLVERS[name]
    for name in ("Named", "Either"):
        schema.get_type(name).resolve_type = lambda value, info, type_: getattr(value, "kind", None)  # type: ignore[union-attr]
    schema.get_type("Stone").is_type_of = lambda value, info: value.kind == "Stone"  # type: ignore[union-attr]
    return schema


def answer(schema: GraphQLSchema, text: str, how: type[ExecutionContext], context: Any = None, **variables: Any) -> str:
    """The whole answer as text, so that the order counts as well."""
    with deadline.within(60):
        result = execute(
            schema, parse(text), context_value=context, variable_values=variables, execution_context_class=how,
            is_awaitable=lambda value: False,
        )  # fmt: skip
    assert isinstance(result, ExecutionResult)
    errors = [(one.formatted, repr(one.original_error)) for one in result.errors or ()]
    return TIME.sub("", json.dumps([result.data, errors], default=str))


@pytest.mark.parametrize(
    ("text", "variables"),
    [
        ("{ cat { __typename name lives kittens { name } size friend { __typename name } "
         "either { ... on Cat { name } } } }", {}),
        ("{ cat { name kittens { name lives } } certain }", {}),
        ("{ cat { kittens { lives } } }", {}),
        ("{ maybeCats { name lives kittens { name } } }", {}),
        ("{ certainCats { name lives } }", {}),
        ("{ a: maybeCats { lives } b: maybeCats { b: lives } maybeCats { name } }", {}),
        ("{ named { name ... on Dog { tricks } } }", {}),
        ("{ certainNamed { name } }", {}),
        ("{ either { __typename ... on Cat { name } ... on Dog { tricks } } }", {}),
        ("{ stone { weight } }", {}),
        ("{ numbers certainNumbers grid size fails gives notAList }", {}),
        ("{ numbers failsForCertain }", {}),
        ("{ number n: number(at: 7) }", {}),
        ("query($at: Int) { number(at: $at) }", {}),
        ("query($at: Int) { number(at: $at) fails }", {"at": None}),
        ("query($at: Int = 5) { number(at: $at) }", {}),
        ("query($r: Range, $n: Int) { cats(first: $n, range: $r) { name } x: cats(range: {to: 4}) { lives } }",
         {"r": {"to": 2}, "n": 3}),
        ("query($yes: Boolean!) { cat @include(if: $yes) { name @skip(if: $yes) lives } number @skip(if: $yes) }",
         {"yes": True}),
        ("query($yes: Boolean!) { cat @include(if: $yes) { name @skip(if: $yes) lives } number @skip(if: $yes) }",
         {"yes": False}),
        ("query($no: Boolean = true) { cat { name @include(if: $no) } maybeCats { name lives @skip(if: $no) } number }",
         {"no": None}),
        ("query($no: Boolean = true) { cats(first: 0) { name @include(if: $no) } number }", {"no": None}),
        ("query($no: Boolean = true) { cat { name kittens { name @include(if: $no) } "
         "friend { ... on Dog @skip(if: $no) { name } } } }", {"no": None}),
        ("{ cat { ...A ...B friend { ...C } } } fragment A on Cat { name kittens { name } } "
         "fragment B on Named { name ... on Cat { kittens { lives } } } "
         "fragment C on Named { name ... on Dog { tricks } ... on Cat { lives } }", {}),
        ("{ __schema { queryType { name fields { name args { name defaultValue } type { kind ofType { name } } } } } "
         "__type(name: \"Cat\") { name interfaces { name } } }", {}),
        ("mutation { one two three }", {}),
        ("mutation { three one }", {}),
    ],
)  # fmt: skip
def test_answers_and_errors_are_those_of_graphql_core(
    odd_schema: GraphQLSchema, text: str, variables: dict[str, Any]
) -> None:
    assert validate(odd_schema, parse(text)) == []
    assert answer(odd_schema, text, PlannedExecutionContext, **variables) == answer(
        odd_schema, text, ExecutionContext, **variables
    )


def is_valid(schema: GraphQLSchema, text: str) -> bool:
    """Whether it would be executed; some of the generated are not."""
    try:
        return not validate(schema, parse(text))
    except GraphQLError:
        return False


@pytest.mark.django_db
@pytest.mark.parametrize("queries", [20, pytest.param(80, marks=pytest.mark.slow)])
def test_the_library_is_told_as_by_graphql_core(queries: int, tree: Tree, rf: RequestFactory) -> None:
    schema = get_schema().graphql_schema
    values = sample_library.build(tree)
    found = 0
    for number in range(queries):
        text = Generator(
            schema, number, values, depth=2 + number % 5, fields=2 + number % 5, odd=(0.0, 0.2)[number % 2]
        ).query()
        if is_valid(schema, text):
            ours, theirs = (
                answer(schema, text, how, rf.post("/graphql/")) for how in (PlannedExecutionContext, ExecutionContext)
            )
            assert ours == theirs, text
            found += ours.count('"')
    assert found > 30 * queries, "they found next to nothing, and compared nothing"


def test_a_query_that_takes_too_long_ends_between_objects(odd_schema: GraphQLSchema) -> None:
    with deadline.within(1e-9), pytest.raises(deadline.PastDeadline):
        execute(odd_schema, parse("{ cat { name } }"), execution_context_class=PlannedExecutionContext)


def test_middleware_is_rejected(odd_schema: GraphQLSchema) -> None:
    with pytest.raises(TypeError, match="Middleware"):
        execute(
            odd_schema,
            parse("{ number }"),
            execution_context_class=PlannedExecutionContext,
            middleware=[lambda next_, *rest: next_(*rest)],
        )


def test_what_is_read_without_the_info_is_read_alike() -> None:
    """graphene's usual resolver, that the executor calls without its info, looks at the object alone."""
    assert dict_or_attr_resolver("name", None, {"name": "Tom"}, None) == "Tom"
    assert dict_or_attr_resolver("name", "nobody", cat("Tom"), None) == "Tom"
