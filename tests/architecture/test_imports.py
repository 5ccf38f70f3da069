"""Who may import whom."""

from __future__ import annotations

import ast

import pytest

from tests.architecture.sources import ROOT, imported, modules

TYPES = {"knowledge", "tools", "wellbeing", "events", "initiatives"}
PACKAGES = (
    "cms",
    "content_types",
    "search",
    "access",
    "changes",
    "webhooks",
    "cdn",
    "workers",
    "graphql_api",
    "community",
)


def violations(package: str, forbidden: set[str], except_in: frozenset[str] = frozenset()) -> list[str]:
    return [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in modules(package)
        if str(path.relative_to(ROOT)) not in except_in
        for name in imported(path)
        if any(name == one or name.startswith(f"{one}.") for one in forbidden)
    ]


def test_nothing_imports_the_api_but_the_urls() -> None:
    for package in PACKAGES:
        if package != "graphql_api":
            assert violations(package, {"graphql_api"}, frozenset({"cms/urls.py", "cms/wsgi.py"})) == []


def test_content_types_know_neither_search_nor_the_project() -> None:
    assert violations("content_types", {"search", "access", "changes", "webhooks", "community"}) == []
    assert violations("content_types", {"cms"}) == []


def test_changes_know_neither_search_nor_who_is_told() -> None:
    assert violations("changes", {"search", "webhooks"}) == []
    assert violations("search", {"changes", "webhooks"}) == []
    assert violations("webhooks", {"search"}) == []


def test_the_cdn_and_the_workers_know_nothing_of_what_they_carry() -> None:
    others = set(PACKAGES) - {"cdn", "workers"}
    assert violations("cdn", others) == []
    assert violations("workers", {*others, "cdn"}) == []
    assert violations("content_types", {"cdn", "workers"}) == []


@pytest.mark.parametrize("package", ["search", "access", "changes", "webhooks", "graphql_api", "community"])
def test_types_are_reached_through_the_registry(package: str) -> None:
    assert violations(package, {f"content_types.{name}" for name in TYPES}) == []
    assert violations(package, {"cms"}) == []


@pytest.mark.parametrize("package", ["search", "access", "changes", "webhooks", "graphql_api", "community"])
def test_types_are_not_named_either(package: str) -> None:
    names = {"KnowledgeArticlePage", "ToolPage", "WellbeingGuidancePage", "EventPage", "Initiative"}
    for path in modules(package):
        text = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        found = {node.id for node in text if isinstance(node, ast.Name)} & names
        assert not found, f"{path.relative_to(ROOT)} names {found}"


def test_a_content_type_knows_no_other() -> None:
    # Wellbeing, tools and the rest may use what core and taxonomy offer, never one another.
    for name in TYPES:
        assert violations(f"content_types/{name}", {f"content_types.{other}" for other in TYPES - {name}}) == []


def test_core_knows_no_type() -> None:
    assert violations("content_types/core", {f"content_types.{name}" for name in TYPES}) == []


def test_the_vocabulary_of_a_package_is_fixed() -> None:
    for name in TYPES:
        present = {path.name for path in (ROOT / "content_types" / name).glob("*.py")}
        assert {"models.py", "graphql.py", "search.py", "factories.py", "registration.py", "apps.py"} <= present
    for package in PACKAGES:
        for path in modules(package):
            assert path.name not in {"utils.py", "helpers.py", "misc.py", "common.py"}, path


def test_files_have_one_subject() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for package in (*PACKAGES, "tests")
        for path in modules(package)
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > 420
    }
    assert not long, long
