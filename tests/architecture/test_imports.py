"""Who may import whom."""

from __future__ import annotations

import ast
from graphlib import CycleError, TopologicalSorter

import pytest

from content_types.core.registry import content_types
from tests.architecture.sources import ROOT, imported, module_name, modules, needed_by

# The package of each type below content_types.
TYPES = {one.model.__module__.split(".")[1] for one in content_types()}
# What each package may import of the others; what is not here it may not. `cms` and `demo` wire everything.
MAY_IMPORT: dict[str, set[str]] = {
    "delivery": set(),
    "outages": set(),
    "queues": {"outages"},
    "content_types": {"delivery"},
    "translations": {"content_types", "delivery"},
    "import_export": {"translations", "content_types", "delivery"},
    "search": {"queues", "outages", "content_types", "delivery"},
    "changes": {"content_types", "delivery"},
    "access": {"content_types", "delivery"},
    "feeds": {"content_types", "delivery"},
    "review": {"content_types", "delivery"},
    "community": {"access", "review", "changes", "mailing", "queues", "search", "content_types", "delivery"},
    "webhooks": {"changes", "queues", "content_types", "delivery"},
    "cdn": {"queues"},
    "mailing": {"queues"},
    "graphql_api": {
        "access", "cdn", "changes", "community", "review", "search", "translations", "outages", "content_types",
        "delivery",
    },
    "cms": {
        "graphql_api", "access", "cdn", "webhooks", "changes", "community", "review", "search", "import_export",
        "translations", "feeds", "mailing", "queues", "outages", "content_types", "delivery",
    },
    "demo": {"cms", "community", "mailing", "content_types", "delivery"},
    "web": set(),  # a client of the API: it could live in another repository
}  # fmt: skip
PACKAGES = tuple(MAY_IMPORT)


# Where types are known by the registry alone.
REGISTERED = sorted(set(PACKAGES) - {"content_types", "cms", "demo"})


def violations(package: str, forbidden: set[str], except_in: frozenset[str] = frozenset()) -> list[str]:
    return [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in modules(package)
        if str(path.relative_to(ROOT)) not in except_in
        for name in imported(path)
        if any(name == one or name.startswith(f"{one}.") for one in forbidden)
    ]


@pytest.mark.parametrize("package", PACKAGES)
def test_a_package_imports_what_lies_below_it(package: str) -> None:
    assert violations(package, set(PACKAGES) - MAY_IMPORT[package] - {package}) == []


def test_every_package_has_its_place() -> None:
    found = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests", "scripts"}
    assert found <= set(PACKAGES)


def test_no_two_modules_import_each_other_whichever_way_round() -> None:
    names = {module_name(path): path for package in PACKAGES for path in modules(package)}
    arrows = {name: {one for one in needed_by(path, names) if one != name} for name, path in names.items()}
    try:
        TopologicalSorter(arrows).prepare()
    except CycleError as error:
        pytest.fail(" imports ".join(error.args[1][::-1]))


@pytest.mark.parametrize("package", REGISTERED)
def test_types_are_reached_through_the_registry(package: str) -> None:
    assert violations(package, {f"content_types.{name}" for name in TYPES}) == []


@pytest.mark.parametrize("package", REGISTERED)
def test_types_are_not_named_either(package: str) -> None:
    names = {model.__name__ for one in content_types() for model in (one.model, one.index_model) if model}
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


def test_models_know_nothing_of_the_api() -> None:
    # What the API shows of a model is joined to it by its package's registration.py.
    found = {path for package in PACKAGES for path in modules(package) if path.name == "models.py"}
    found |= {ROOT / f"{name.replace('.', '/')}.py" for name in imported(ROOT / "content_types/core/models.py")}
    told = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in sorted(found)
        for name in imported(path)
        if {"graphql", "graphql_api", "graphene", "graphene_django", "grapple"} & set(name.split("."))
    ]
    assert told == []


def test_the_vocabulary_of_a_package_is_fixed() -> None:
    for name in TYPES:
        present = {path.name for path in (ROOT / "content_types" / name).glob("*.py")}
        assert {"models.py", "graphql.py", "search.py", "factories.py", "registration.py", "apps.py"} <= present
    for package in PACKAGES:
        for path in modules(package):
            assert path.name not in {"utils.py", "helpers.py", "misc.py", "common.py"}, path


def test_the_image_holds_every_package_that_is_imported() -> None:
    allowed = {
        line[1:] for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines() if line.startswith("!")
    }
    names = {name.partition(".")[0] for package in PACKAGES for path in modules(package) for name in imported(path)}
    assert {name for name in names if (ROOT / name / "__init__.py").exists()} <= allowed


def test_files_have_one_subject() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for package in (*PACKAGES, "tests")
        for path in modules(package)
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > (420 if package == "tests" else 400)
    }
    assert not long, long
