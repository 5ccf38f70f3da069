"""docker-compose.yml by rules that hold with no Docker at hand:
pinned, secret-free, restartable, and in step with the documents."""

from __future__ import annotations

import ast
import re
from typing import Any

import pytest
import yaml
from django.conf import settings

from tests.setup.processes import ROOT

TEXT = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load(TEXT)
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
ONCE = {"migrate", "media-bucket", "search-certificate"}
EXAMPLE = (ROOT / ".env.example").read_text(encoding="utf-8")
SETTINGS_PAGE = (ROOT / "docs" / "operators" / "settings.md").read_text(encoding="utf-8")
# Its digest could not be had from the registry where this was written, and stands in no public text.
WITHOUT_DIGEST = {"elasticsearch:9.2.4"}
SECRET_WORDS = ("PASSWORD", "SECRET", "KEY")


def test_what_the_design_asks_for_is_there() -> None:
    assert {"web", "worker", "scheduler", "migrate", "postgres", "elasticsearch", "cache", "media"} <= SERVICES.keys()
    assert SERVICES["elasticsearch"]["image"] == "elasticsearch:9.2.4"
    cluster = [
        name for name, service in SERVICES.items() if service["image"] == "elasticsearch:9.2.4" and name not in ONCE
    ]
    assert len(cluster) == 3
    assert sorted(name for name in cluster if SERVICES[name].get("profiles") == ["cluster"]) == cluster[1:]


@pytest.mark.parametrize("name", SERVICES)
def test_images_are_pinned(name: str) -> None:
    image = SERVICES[name]["image"]
    if "build" not in SERVICES[name] and image not in WITHOUT_DIGEST:
        assert re.search(r":v?\d+\.\d+(\.\d+)?(-[a-z]+)?@sha256:[0-9a-f]{64}$", image), image


def test_the_platforms_own_image_begins_from_one_that_is_pinned() -> None:
    bases = re.findall(r"^FROM (\S+)", (ROOT / "Dockerfile").read_text(encoding="utf-8"), re.MULTILINE)
    (base,) = set(bases)
    assert re.fullmatch(r"python:3\.\d+-slim-\w+@sha256:[0-9a-f]{64}", base)


@pytest.mark.parametrize("name", SERVICES)
def test_every_server_says_whether_it_is_healthy(name: str) -> None:
    service = SERVICES[name]
    if name not in ONCE and "build" not in service:
        assert service["healthcheck"]["test"]
    assert service["restart"] == ("no" if name in ONCE else "unless-stopped")


@pytest.mark.parametrize("name", SERVICES)
def test_services_wait_for_what_they_need(name: str) -> None:
    for other, how in SERVICES[name].get("depends_on", {}).items():
        wanted = "service_completed_successfully" if other in ONCE else "service_healthy"
        assert how == {"condition": wanted}
        if wanted == "service_healthy":
            assert "test" in SERVICES[other]["healthcheck"]


@pytest.mark.parametrize("name", SERVICES)
def test_no_service_may_take_all_memory(name: str) -> None:
    limit = SERVICES[name]["mem_limit"]
    assert re.fullmatch(r"(\$\{[A-Z]+_MEMORY:-)?[0-9]+[mg]\}?", limit), limit
    for folder in SERVICES[name].get("tmpfs", []):
        assert ":size=" in folder


@pytest.mark.parametrize("name", SERVICES)
def test_volumes_are_declared(name: str) -> None:
    for volume in SERVICES[name].get("volumes", []):
        where_unset = re.sub(r"^\$\{[A-Z_]+:-([a-z-]+)\}", r"\1", volume)
        assert where_unset.split(":")[0] in COMPOSE["volumes"]


@pytest.mark.parametrize("name", [name for name, service in SERVICES.items() if "build" in service])
def test_the_platform_runs_with_few_rights(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]


def test_no_secret_has_a_default() -> None:
    found = re.findall(r"\$\{(\w+)(:?[?-])?", TEXT)
    assert found
    for variable, operator in found:
        if any(word in variable for word in SECRET_WORDS):
            assert operator == ":?", variable


def test_only_the_web_servers_are_reachable_from_outside() -> None:
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["web", "site"]


def test_the_example_names_every_variable_and_no_other() -> None:
    used = set(re.findall(r"(?<!\$)\$\{(\w+)", TEXT)) - {"PLATFORM_TAG"}
    assert set(re.findall(r"^(\w+)=", EXAMPLE, re.MULTILINE)) == used


def test_the_example_holds_no_secret() -> None:
    for line in EXAMPLE.splitlines():
        if any(word in line.split("=")[0] for word in SECRET_WORDS) and not line.startswith("#"):
            assert line.endswith("="), line


def read_from_environment() -> set[str]:
    """The variables that the settings and the web server's configuration read."""
    names = set()
    settings_of_production = {*(ROOT / "cms" / "settings").glob("*.py")} - {
        ROOT / "cms" / "settings" / f"{name}.py" for name in ("demo", "test")
    }
    for path in (*settings_of_production, ROOT / "gunicorn.conf.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                readers = {
                    "required",
                    "integer",
                    "boolean",
                    "choice",
                    "origins",
                    "rate",
                    "strings",
                    "integers",
                    "networks",
                    "url",
                    "address",
                    "path_prefix",
                    "path_templates",
                    "languages",
                    "database",
                    "text",
                }
                if node.func.attr in readers and node.args and isinstance(node.args[0], ast.Constant):
                    names.add(str(node.args[0].value))
            elif isinstance(node, ast.FunctionDef):
                names |= {str(one.value) for one in node.args.defaults if isinstance(one, ast.Constant)}
    limits = {f"GRAPHQL_MAX_{name.upper()}" for name in settings.GRAPHQL_LIMITS}  # put together in a loop
    return {name for name in names if name.isupper()} | limits


def test_every_setting_is_documented() -> None:
    names = read_from_environment()
    assert {"SECRET_KEY", "DATABASE_URL", "EMAIL_URL", "WEB_CONCURRENCY"} <= names
    assert [name for name in sorted(names) if f"| `{name}` |" not in SETTINGS_PAGE] == []


def test_the_page_documents_nothing_else() -> None:
    documented = set(re.findall(r"^\| `(\w+)` \|", SETTINGS_PAGE, re.MULTILINE))
    elsewhere = {"DJANGO_SETTINGS_MODULE"} | set(re.findall(r"^(\w+)=", EXAMPLE, re.MULTILINE))
    assert sorted(documented - read_from_environment() - elsewhere) == []
