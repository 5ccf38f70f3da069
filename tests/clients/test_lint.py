"""The schema, what clients ask and what the manual shows, read by graphql-eslint and graphql-schema-linter.

What they are not asked, and what they are wrong about here, stands with its reason in lint/rules.mjs.
"""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from graphql_api.http.examples import EXAMPLES
from tests.clients.node import OPERATIONS, SCHEMA, Project, installed, require_node
from tests.graphql_api.manual import examples

pytestmark = pytest.mark.node

LINT = Path(__file__).parent / "lint"


def manual() -> dict[str, str]:
    """Every query of the documentation and of GraphiQL, by a name that a file may have."""
    queries = {example.name: example.query for example in examples()}
    queries |= {f"GraphiQL {example['name']}": example["query"] for example in EXAMPLES}
    return {re.sub(r"[^\w.]+", "-", name): query for name, query in queries.items()}


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """The linters, with everything that they are to read."""
    require_node()
    project = installed(LINT, tmp_path)
    shutil.copy(SCHEMA, tmp_path)
    (tmp_path / "clients").mkdir()
    shutil.copy(OPERATIONS, tmp_path / "clients")
    (tmp_path / "manual").mkdir()
    for name, query in manual().items():
        (tmp_path / "manual" / f"{name}.graphql").write_text(query, encoding="utf-8")
    return project


def lint(project: Project) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(project.run("node", "lint.mjs"))
    return found


def test_no_linter_finds_anything_that_is_not_excepted_with_a_reason(project: Project) -> None:
    found = lint(project)
    problems = [f"{one['at']}: {one['message']} ({one['rule']})" for one in found["problems"]]
    assert not problems, "\n".join(problems)
    assert found["unused"] == [], "rules.mjs excepts what no linter finds any more: take it out"


def test_the_linters_find_what_is_wrong(project: Project) -> None:
    schema = project.folder / "schema.graphql"
    sdl = schema.read_text(encoding="utf-8")
    faults = {
        "input SignInInput": "input SignInArguments",
        "input: SignInInput!": "input: SignInArguments!",
        "enum CostPeriod {": "enum CostPeriodEnum {",
        "period: CostPeriod!": "period: CostPeriodEnum!",
        "period: CostPeriod\n": "period: CostPeriodEnum\n",
        '  """Degrees north."""\n  latitude: Float!\n': "  latitude: Float!\n",
        "): ToolConnection\n": "): ToolConnection!\n",
    }
    for right, wrong in faults.items():
        assert right in sdl
        sdl = sdl.replace(right, wrong)
    schema.write_text(f"{sdl}\ntype LonelyCode {{\n  code: String!\n}}\n", encoding="utf-8")
    for folder, query in {
        "manual": "{ articles { nodes { colour } } }",
        "clients": "query GetIt { site { home { title } } }",
    }.items():
        (project.folder / folder / "wrong.graphql").write_text(query, encoding="utf-8")
    found = {(one["rule"], one["at"]) for one in lint(project)["problems"]}
    assert found >= {
        ("@graphql-eslint/input-name", "Mutation.signIn"),
        ("@graphql-eslint/naming-convention", "CostPeriodEnum"),
        ("@graphql-eslint/require-nullable-result-in-root", "Query.tools"),
        ("@graphql-eslint/strict-id-in-types", "LonelyCode"),
        ("@graphql-eslint/require-description", "LonelyCode"),
        ("fields-have-descriptions", "Coordinates.latitude"),
        ("defined-types-are-used", "LonelyCode"),
        ("@graphql-eslint/no-anonymous-operations", "wrong.graphql:1"),
        ("@graphql-eslint/fields-on-correct-type", "wrong.graphql:1"),
        ("@graphql-eslint/naming-convention", "wrong.graphql:1"),
        ("@graphql-eslint/require-selections", "wrong.graphql:1"),
    }
