"""What was public and kept a moment ago is not given again once it is hidden, whichever entry point it was asked by."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from content_types.core.identity import page_id
from content_types.core.models import LibrarySettings, NavigationItem, RelatedResource
from content_types.knowledge.factories import KnowledgeArticlePageFactory
from content_types.taxonomy.factories import TopicFactory
from tests.support.front import Answer, FrontClient
from tests.support.tree import Tree
from tests.visibility.states import SECRET, subject
from tests.visibility.transitions import QUERIES, TRANSITIONS

pytestmark = pytest.mark.django_db(transaction=True)


class Behind:
    """Asks Django, as whoever has not asked before in the same words."""

    def ask(self, query: str, **variables: str) -> Answer:
        body = json.dumps({"query": query, "variables": variables})
        found = Client().post("/graphql/", body, content_type="application/json")
        return Answer(found.status_code, dict(found.items()), found.content, by_django=True)


def ask(client: Any, query: str, variables: dict[str, str]) -> str:
    said: str = client.ask(query, **variables).content.decode()
    assert '"errors"' not in said, said
    return said


@pytest.mark.usefixtures("cached")
@pytest.mark.parametrize("name", TRANSITIONS)
def test_what_was_hidden_is_not_given_again(name: str, tree: Tree) -> None:
    page = subject(KnowledgeArticlePageFactory, tree.knowledge, topics=[TopicFactory(name="Kept", slug="kept")])
    other = KnowledgeArticlePageFactory(parent=tree.knowledge, title="Another")
    other.related_resources.set([RelatedResource(related_page_id=page.pk)])
    other.save_revision().publish()
    Redirect.objects.create(old_path="/old", redirect_page=page)
    NavigationItem.objects.create(settings=LibrarySettings.for_site(tree.site), title="There", page=page)
    other.body = json.dumps([{"type": "rich_text", "value": f'<p><a linktype="page" id="{page.pk}">there</a></p>'}])
    other.save_revision().publish()
    variables = {
        "id": page_id(page.pk),
        "path": page.get_url(),
        "other": page_id(other.pk),
        "parent": page_id(tree.knowledge.pk),
    }

    def given(client: Any) -> list[str]:
        return [query for query in QUERIES if SECRET in ask(client, query, variables)]

    before_django = FrontClient()
    public = given(before_django)
    for client in (Behind(), before_django):
        with CaptureQueriesContext(connection) as captured:
            assert given(client) == public
        assert not captured, "all are kept"
    assert not before_django.asked_django
    assert len(public) == len(QUERIES), "or there is nothing to hide"
    TRANSITIONS[name](Page.objects.get(pk=page.pk).specific, tree)
    assert given(before_django) == []
    assert given(Behind()) == []
