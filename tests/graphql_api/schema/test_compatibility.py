"""The schema does not break its clients unannounced: against the released one, and by what deprecations say."""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from graphql import GraphQLSchema, build_schema

from graphql_api.management.commands import graphql_schema
from graphql_api.schema import compatibility
from graphql_api.schema.building import get_schema, get_sdl
from graphql_api.schema.compatibility import (
    UnreadableRecord,
    breaking,
    dangerous,
    deprecations,
    malformed,
    recorded,
    unrecorded,
)

OLD = build_schema("""
    type Query { topics(first: Int): [Topic!]! colour: Colour }
    type Topic { name: String! slug: String! }
    enum Colour { RED GREEN }
""")
NEW = build_schema("""
    type Query { topics(first: Int, after: String): [Topic!]! colour: Colour }
    type Topic { name: String }
    enum Colour { RED GREEN BLUE }
""")
NAME, SLUG = (
    "FIELD_CHANGED_KIND: Topic.name changed type from String! to String.",
    "FIELD_REMOVED: Topic.slug was removed.",
)


def entry(change: str) -> str:
    said = 'date = 2026-11-22\nwhy = "It was null."\ninstead = "Expect null."'
    return f'[[unreleased]]\nchanges = ["{change}"]\n{said}\n'


def test_the_schema_keeps_what_was_released() -> None:
    released = build_schema(compatibility.RELEASED.read_text(encoding="utf-8"))
    record = recorded(compatibility.RECORD.read_text(encoding="utf-8"))
    assert unrecorded(released, build_schema(get_sdl()), record) == []


def test_every_deprecation_says_what_to_use_and_until_when() -> None:
    assert malformed(get_schema().graphql_schema) == []


def test_what_breaks_clients_and_what_may_surprise_them() -> None:
    assert sorted(breaking(OLD, NEW)) == [NAME, SLUG]
    assert len(dangerous(OLD, NEW)) == 2
    assert breaking(NEW, NEW) == []
    assert breaking(build_schema("type Query { a: Int }"), build_schema("type Query { a: Int b: Int }")) == []


def test_a_breaking_change_is_recorded_or_rejected() -> None:
    both = recorded(entry(NAME) + entry(SLUG))
    assert [change for one in both for change in one.changes] == [NAME, SLUG]
    assert unrecorded(OLD, NEW, both) == []
    assert unrecorded(OLD, NEW, both[:1]) == [f"breaks clients and is not recorded: {SLUG}"]
    assert unrecorded(OLD, OLD, both[:1]) == [f"is recorded and did not happen: {NAME}"]


@pytest.mark.parametrize(
    "text",
    ["[[unreleased]", "[[unreleased]]\nchanges = ['x']", entry(NAME).replace("2026-11-22", "'soon'"),
     entry(NAME).replace("It was null.", ""), entry(NAME) + "more = 1"],
)  # fmt: skip
def test_a_record_without_its_reasons_is_rejected(text: str) -> None:
    with pytest.raises(UnreadableRecord, match=r"breaking_changes\.toml"):
        recorded(text)


def test_a_release_begins_a_new_record() -> None:
    example = "# [[unreleased]]\n# changes = []\n"
    after = compatibility.released(example + entry(NAME), "1.4.0")
    assert after.startswith(example)
    assert recorded(after) == []
    assert [change for one in recorded(after + entry(SLUG)) for change in one.changes] == [SLUG]
    assert 'version = "1.4.0"' in after


def deprecating(reason: str) -> GraphQLSchema:
    return build_schema(f'type Query {{ a: Int b: Int @deprecated(reason: "{reason}") }}')


@pytest.mark.parametrize(
    "reason",
    ["Use `a`. Removed after 2027-06-30.",
     "Use `a` or `c.d(e:)` with care. It is quicker. Removed after 2020-01-01.",
     "Nothing replaces it. Removed after 2027-06-30."],
)  # fmt: skip
def test_a_reason_that_clients_can_plan_with(reason: str) -> None:
    assert malformed(deprecating(reason)) == []
    [found] = deprecations(deprecating(reason))
    assert found.where == "Query.b"
    assert found.removed_after is not None


@pytest.mark.parametrize(
    "reason",
    ["No longer supported", "Use `a`.", "Removed after 2027-06-30.", "Use a. Removed after 2027-06-30.",
     "Use `a`. Removed after 2027-02-30.", "Use `a`. Removed after June.",
     "Use `a`. Removed after 2027-06-30. Or later."],
)  # fmt: skip
def test_a_reason_that_says_too_little(reason: str) -> None:
    [problem] = malformed(deprecating(reason))
    assert problem.startswith("Query.b: ")


def test_deprecations_are_found_wherever_they_are() -> None:
    schema = build_schema("""
        type Query { a(x: Int @deprecated(reason: "x")): I @deprecated(reason: "x") e: E b(f: F): Int }
        interface I { i: Int @deprecated(reason: "x") }
        input F { g: Int @deprecated(reason: "x") }
        enum E { H @deprecated(reason: "x") J }
    """)
    assert [one.where for one in deprecations(schema)] == ["E.H", "F.g", "I.i", "Query.a", "Query.a(x:)"]


def run(*arguments: str, **options: Any) -> str:
    out = StringIO()
    call_command("graphql_schema", *arguments, stdout=out, stderr=out, **options)
    return out.getvalue()


def test_the_command_checks_against_the_release(tmp_path: Path) -> None:
    released, record = tmp_path / "released.graphql", tmp_path / "record.toml"
    released.write_text(
        get_sdl().replace("type Topic implements Node & Term {", "type Topic implements Node & Term { colour: String ")
    )
    record.write_text("")
    files = {"released": released, "record": record}
    with pytest.raises(CommandError, match="1 problems"):
        run("--check", **files)
    record.write_text(entry("FIELD_REMOVED: Topic.colour was removed."))
    assert "Nothing breaks clients" in run("--check", **files)
    record.write_text("[[")
    with pytest.raises(CommandError, match="TOML"):
        run("--check", **files)


def test_the_command_makes_a_release(tmp_path: Path) -> None:
    released, record = tmp_path / "released.graphql", tmp_path / "record.toml"
    record.write_text(entry(NAME))
    files = {"released": released, "record": record}
    with pytest.raises(CommandError, match="no version"):
        run("--release", "next", **files)
    assert not released.exists()
    run("--release", "1.4.0", **files)
    assert released.read_text() == get_sdl()
    assert "Nothing breaks clients" in run("--check", **files)


def test_the_command_reports_what_is_due(monkeypatch: pytest.MonkeyPatch) -> None:
    schema = build_schema("""
        type Query { a: Int b: Int @deprecated(reason: "Use `a`. Removed after 2999-01-01.")
          c: Int @deprecated(reason: "Use `a`. Removed after 2020-01-01.") }
    """)
    monkeypatch.setattr(graphql_schema, "get_schema", lambda: type("Made", (), {"graphql_schema": schema}))
    lines = run("--deprecations").splitlines()
    assert lines[0].startswith("2020-01-01  due: take it out  Query.c")
    assert lines[1].startswith("2999-01-01  announced  Query.b")
    assert lines[2] == "2 deprecated, 1 of them due."
