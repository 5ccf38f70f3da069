"""What all tests share: the tree of the site, and an API client that no mock stands behind."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from wagtail.models import Collection, Locale, Page, Site

from content_types.core.factories import HomePageFactory
from content_types.core.models import HomePage
from content_types.events.factories import EventIndexPageFactory
from content_types.initiatives.factories import InitiativeIndexPageFactory
from content_types.knowledge.factories import KnowledgeIndexPageFactory
from content_types.tools.factories import ToolIndexPageFactory
from content_types.wellbeing.factories import WellbeingIndexPageFactory
from graphql_api import documents, persisted
from graphql_api.budget import reset_before_other_requests
from search import synonyms
from tests.services import ServiceError
from tests.services.redis_server import running_redis


@dataclass
class Tree:
    """The site's home and its five indexes."""

    site: Site
    home: HomePage
    knowledge: Page
    tools: Page
    wellbeing: Page
    events: Page
    initiatives: Page


def lay_ground() -> None:
    """Put back what Wagtail's migrations wrote, where a test with real transactions has emptied the tables."""
    ContentType.objects.clear_cache()
    locale, _ = Locale.objects.get_or_create(language_code="en-gb")
    if not Collection.objects.exists():
        Collection.add_root(name="Root")
    if not Page.objects.exists():
        page_type = ContentType.objects.get_for_model(Page)
        root = Page.add_root(title="Root", slug="root", content_type=page_type, locale=locale)
        welcome = Page(title="Welcome to your new Wagtail site!", slug="home", content_type=page_type, locale=locale)
        root.add_child(instance=welcome)
        Site.objects.create(hostname="localhost", root_page=welcome, is_default_site=True)


@pytest.fixture(autouse=True)
def _ground(request: pytest.FixtureRequest) -> Iterator[None]:
    """Every test that uses the database finds what a new one holds, whatever ran before it in the same process; and gives back a connection
    whose statements may take their time, as emptying all tables does."""
    if request.node.get_closest_marker("django_db") or {"db", "transactional_db", "live_server"} & set(
        request.fixturenames
    ):
        request.getfixturevalue("db")
        if not Locale.objects.exists() or not Page.objects.exists():
            lay_ground()
    yield
    reset_before_other_requests(None)


@pytest.fixture(autouse=True)
def _own_synonyms() -> None:
    """No test meets the synonyms of another, which were rolled back and which the process still remembers."""
    synonyms.forget()


@pytest.fixture(autouse=True)
def _own_documents() -> None:
    """No test meets the documents of another, which were checked under other settings or registered and rolled back."""
    documents.remembered.clear()
    persisted.forget()


@pytest.fixture
def tree(db: None) -> Tree:
    """A site with a home page and one empty index a type."""
    ContentType.objects.clear_cache()
    Page.objects.filter(depth__gt=1).delete()
    Site.objects.all().delete()
    home = HomePageFactory(parent=Page.objects.get(depth=1))
    site = Site.objects.create(hostname="testserver", port=80, root_page=home, is_default_site=True)
    return Tree(
        site=site,
        home=home,
        knowledge=KnowledgeIndexPageFactory(parent=home),
        tools=ToolIndexPageFactory(parent=home),
        wellbeing=WellbeingIndexPageFactory(parent=home),
        events=EventIndexPageFactory(parent=home),
        initiatives=InitiativeIndexPageFactory(parent=home),
    )


class GraphQL:
    """Asks the real endpoint through Django's test client."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def raw(self, query: str, /, **variables: Any) -> dict[str, Any]:
        """The whole answer, errors included."""
        response = self.client.post(
            "/graphql/", json.dumps({"query": query, "variables": variables}), content_type="application/json"
        )
        answer: dict[str, Any] = json.loads(response.content)
        return answer

    def __call__(self, query: str, /, **variables: Any) -> dict[str, Any]:
        """The data of an answer that must have no errors."""
        answer = self.raw(query, **variables)
        assert "errors" not in answer, answer["errors"]
        data: dict[str, Any] = answer["data"]
        return data


@pytest.fixture
def graphql(client: Client) -> GraphQL:
    """An anonymous API client."""
    return GraphQL(client)


@pytest.fixture
def redis_url(tmp_path: Path) -> Iterator[str]:
    """A real Redis of its own."""
    try:
        with running_redis(tmp_path) as url:
            yield url
    except ServiceError as error:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(str(error))
