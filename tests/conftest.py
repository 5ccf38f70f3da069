"""What every test finds: a database cloned from the template, the tree of pages in it, and no trace of others."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.test import Client, TransactionTestCase
from wagtail.signal_handlers import reference_index_auto_update_disabled

from graphql_api.http.time_budget import reset_before_other_requests
from graphql_api.response_cache import cached_responses, tag_versions
from outages import shared_cache
from tests.services import ServiceError
from tests.services.redis_server import running_redis
from tests.support.cells import cell
from tests.support.graphql import GraphQL
from tests.support.languages import two_languages, welsh_tree
from tests.support.process import forget
from tests.support.template import TREE, remove_clone
from tests.support.tree import Tree, find_tree, uproot_tree

__all__ = ["cell", "two_languages", "welsh_tree"]  # fixtures: found by their names


# How long an example takes says nothing on a machine that does other things.
hypothesis.settings.register_profile(
    "busy",
    hypothesis.settings(),
    deadline=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("busy")

IN_CI = os.environ.get("CI", "").lower() in {"1", "true"}
SERVICES = {
    "postgres": ("DATABASE_URL", ("postgres://", "postgresql://")),
    "elasticsearch": ("ELASTICSEARCH_URL", ("http",)),
}


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip what is marked as needing a service that the environment does not give."""
    for mark, (variable, beginnings) in SERVICES.items():
        if item.get_closest_marker(mark) and not os.environ.get(variable, "").startswith(beginnings):
            pytest.skip(f"{variable} names no server: run through `python -m tests.services run -- pytest`")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """In CI nothing is skipped: what would be has failed."""
    report = yield
    if IN_CI and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome, report.longrepr = "failed", f"Nothing is skipped in CI. {report.longrepr}"
    return report


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: Any) -> Iterator[None]:
    """In place of pytest-django's: a clone of the template, and another one after each test with real transactions."""
    flush = TransactionTestCase._fixture_teardown
    with django_db_blocker.unblock():
        TREE.clone()
        TransactionTestCase._fixture_teardown = lambda self: TREE.clone()
    yield
    TransactionTestCase._fixture_teardown = flush
    with django_db_blocker.unblock():
        remove_clone()


@pytest.fixture(autouse=True)
def _as_in_a_new_process() -> Iterator[None]:
    """No test meets what the process remembers of another, whose rows were rolled back. Each gives back a connection
    whose statements may take their time."""
    forget()
    yield
    reset_before_other_requests(None)


# Whose tests ask what a page, a term or a file is used by, in the admin or in an import.
ASK_FOR_USES = frozenset({"cms", "e2e", "import_export", "setup"})


@pytest.fixture(autouse=True)
def _no_index_of_references(request: pytest.FixtureRequest) -> Iterator[None]:
    """Wagtail's index of references takes half of the time of saving a page; it is kept where somebody asks it."""
    folder = request.node.path.relative_to(Path(__file__).parent).parts[0]
    if folder in ASK_FOR_USES or request.node.get_closest_marker("references"):
        yield
        return
    # Not by Wagtail's context manager: an import uses that too, and it cannot be nested.
    reference_index_auto_update_disabled.value = True
    yield
    if hasattr(reference_index_auto_update_disabled, "value"):
        del reference_index_auto_update_disabled.value


@pytest.fixture
def tree(db: None) -> Tree:
    """The site with a home page and one empty index a type."""
    return find_tree()


@pytest.fixture
def new_installation(db: None) -> None:
    """In place of the tree, what Wagtail's migrations write: no page of the library, and a site that welcomes."""
    uproot_tree()


@pytest.fixture
def graphql(client: Client) -> GraphQL:
    """An anonymous API client."""
    return GraphQL(client)


@pytest.fixture
def redis_url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A real Redis of its own, which is away when it is, and not when the machine stands still for half a second."""
    monkeypatch.setattr(shared_cache, "TIMEOUT", 20.0)
    try:
        with running_redis(tmp_path) as url:
            yield url
    except ServiceError as error:
        pytest.skip(str(error))


@pytest.fixture
def cached(redis_url: str, settings: Any) -> Iterator[tag_versions.Versions]:
    """A shared cache of its own, in which responses are stored."""
    settings.GRAPHQL_ANSWERS_URL, settings.GRAPHQL_ANSWERS_SECONDS = redis_url, 300
    cached_responses.local_cache.clear()
    target = tag_versions.versions()
    assert target is not None
    yield target
    tag_versions._connected.cache_clear()
