"""Ways into content through the search."""

from __future__ import annotations

import json

from django.test import Client, override_settings
from wagtail.models import Page, PageViewRestriction

from content_types.core.identity import page_id
from content_types.knowledge.factories import KnowledgeArticlePageFactory, KnowledgeIndexPageFactory
from delivery.visibility import page_is_visible, public_viewer
from search.rebuild import rebuild
from tests.support.graphql import GraphQL
from tests.support.tree import Tree
from tests.visibility.states import SECRET
from tests.visibility.ways import PAGE, ask, way


@way("search by words and by browsing")
def search(page: Page, tree: Tree, client: Client) -> str:
    with override_settings(ELASTICSEARCH_URL=""):  # tests/search crosses the states with a real Elasticsearch
        rebuild("database", lambda done, total: None)
        found = f"{{ totalCount edges {{ node {PAGE} }} }}"
        answer = GraphQL(client)(f'{{ words: search(query: "{SECRET}") {found} browsing: search {found} }}')
    return json.dumps(answer) + (SECRET if answer["words"]["totalCount"] else "")


@way("search of an index that is behind")
def stale_search(page: Page, tree: Tree, client: Client) -> str:
    """What was public when it was indexed, and is not any more: every hit is looked at again."""
    state = {name: getattr(page, name) for name in ("live", "expired", "expire_at")}
    hidden = [one.pk for one in page.get_ancestors().filter(depth__gt=1) if not page_is_visible(public_viewer(), one)]
    restrictions = [(one, list(one.groups.all())) for one in PageViewRestriction.objects.all()]
    expiry = dict(Page.objects.filter(pk__in=[*hidden, page.pk]).values_list("pk", "expire_at"))
    unpublished = list(Page.objects.filter(pk__in=[*hidden, page.pk], live=False).values_list("pk", flat=True))
    with override_settings(ELASTICSEARCH_URL=""):
        PageViewRestriction.objects.all().delete()
        Page.objects.filter(pk__in=expiry).update(live=True, expire_at=None)
        rebuild("database", lambda done, total: None)
        assert GraphQL(client)(f'{{ search(query: "{SECRET}") {{ totalCount }} }}')["search"]["totalCount"] == 1
        for key, moment in expiry.items():
            Page.objects.filter(pk=key).update(live=key not in unpublished, expire_at=moment)
        for restriction, groups in restrictions:
            restriction.pk = None
            restriction.save()
            restriction.groups.set(groups)
        answer = ask(client, f'{{ search(query: "{SECRET}") {{ edges {{ node {PAGE} }} }} }}')
    assert state["live"] == Page.objects.get(pk=page.pk).live
    return answer


@way("suggestions as somebody types")
def suggest(page: Page, tree: Tree, client: Client) -> str:
    with override_settings(ELASTICSEARCH_URL=""):
        rebuild("database", lambda done, total: None)
        return ask(client, f'{{ suggest(prefix: "{SECRET[:5]}", first: 20) {{ kind text slug resource {PAGE} }} }}')


@way("more like another page")
def more_like_this(page: Page, tree: Tree, client: Client) -> str:
    words = "Of stripes, fins and other things that fish have."
    samples = KnowledgeIndexPageFactory(parent=tree.home, title="Another shelf", slug="another-shelf")
    other = KnowledgeArticlePageFactory(parent=samples, title=words, summary=words)
    type(page).objects.filter(pk=page.pk).update(summary=f"{SECRET} {words}")
    with override_settings(ELASTICSEARCH_URL=""):
        rebuild("database", lambda done, total: None)
        return ask(
            client, f'{{ page(by: {{id: "{page_id(other.pk)}"}}) {{ ... on Resource {{ moreLikeThis {PAGE} }} }} }}'
        )


@way("facets, highlights and repaired spelling of a search")
def around_a_search(page: Page, tree: Tree, client: Client) -> str:
    """What stands around the hits: counts, marked pieces, and words that others would have to be in."""
    slip = f"{SECRET[:3]}{SECRET[4:]}"  # a letter left out
    with override_settings(ELASTICSEARCH_URL=""):
        rebuild("database", lambda done, total: None)
        asked = f"""{{ search(query: "{slip}") {{ didYouMean searchedInsteadFor totalCount
            facets(fields: [TYPE, YEAR]) {{ buckets {{ label count }} }} edges {{ highlights {{ fragments }} }} }} }}"""
        found = GraphQL(client)(asked)["search"]
    counted = any(bucket["count"] for facet in found["facets"] for bucket in facet["buckets"])
    return json.dumps(found) + (SECRET if counted or found["totalCount"] else "")
