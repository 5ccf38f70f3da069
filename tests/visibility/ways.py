"""Every way into content: each gives all that it shows, as one text.

A new way in is added here in the commit that makes it.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.test import Client
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Locale, Page

from content_types.core.identity import global_id, page_id
from content_types.core.models import LibrarySettings, NavigationItem, RelatedResource
from content_types.events.factories import EventPageFactory
from content_types.initiatives.factories import InitiativeFactory
from content_types.knowledge.factories import KnowledgeArticlePageFactory
from content_types.taxonomy.factories import TopicFactory
from content_types.tools.factories import ToolPageFactory
from content_types.wellbeing.factories import WellbeingGuidancePageFactory
from tests.support.graphql import GraphQL
from tests.support.tree import Tree
from tests.visibility.states import SECRET

Show = Callable[[Page, Tree, Client], str]


@dataclass(frozen=True)
class Way:
    """A way in: the type of page it leads to, what must be set up, and what it shows."""

    name: str
    make: Any
    index: str
    show: Show


WAYS: list[Way] = []


def way(name: str, make: Any = KnowledgeArticlePageFactory, index: str = "knowledge") -> Callable[[Show], Show]:
    """Register a way in for pages of one type."""

    def register(show: Show) -> Show:
        WAYS.append(Way(name, make, index, show))
        return show

    return register


def ask(client: Client, query: str, **variables: Any) -> str:
    """The whole answer of the API as text."""
    return json.dumps(GraphQL(client)(query, **variables))


# What is asked of any page that is found; its texts hold the secret.
PAGE = (
    "{ __typename title url path ... on LibraryResource { summary body { ... on RichTextBlock { text { html } } } } }"
)


@way("page by id")
def by_id(page: Page, tree: Tree, client: Client) -> str:
    return ask(client, f"query($id: ID) {{ page(id: $id) {PAGE} }}", id=page_id(page.pk))


@way("node, and nodes among others")
def by_node(page: Page, tree: Tree, client: Client) -> str:
    others = [page_id(tree.home.pk), global_id("Topic", page.pk), page_id(page.pk), page_id(page.get_parent().pk)]
    found = GraphQL(client)(f"query($id: ID!) {{ node(id: $id) {{ id ... on PageInterface {PAGE} }} }}", id=others[2])
    among = GraphQL(client)(f"query($ids: [ID!]!) {{ nodes(ids: $ids) {{ ... on PageInterface {PAGE} }} }}", ids=others)
    one, many = SECRET in json.dumps(found), SECRET in json.dumps(among)
    assert one is many, "both look in the same way"
    # What may not be seen is as what is not there, to the last letter.
    assert one or (found["node"] is None and among["nodes"][2] is None)
    return json.dumps([found, among])


@way("page by path")
def by_path(page: Page, tree: Tree, client: Client) -> str:
    path = page.url_path.removeprefix(tree.home.url_path)
    return ask(client, f"query($p: String) {{ page(urlPath: $p) {PAGE} }}", p=path)


@way("route to its path, and from its old one")
def routed(page: Page, tree: Tree, client: Client) -> str:
    Redirect.objects.create(old_path="/old", redirect_page=page)
    query = f"query($p: String!) {{ route(path: $p) {{ page {PAGE} redirect {{ url page {PAGE} }} }} }}"
    path = page.url_path.removeprefix(tree.home.url_path)
    return ask(client, query, p=path) + ask(client, query, p="/old/")


@way("site map")
def sitemap(page: Page, tree: Tree, client: Client) -> str:
    shown = GraphQL(client)("{ sitemap(first: 100) { totalCount nodes { url path lastModified } } }")["sitemap"]
    own = page.url_path.removeprefix(tree.home.url_path)
    return SECRET if any(one["path"] == f"/{own}" for one in shown["nodes"]) else ""


@way("siblings, and the steps to a page below it")
def around(page: Page, tree: Tree, client: Client) -> str:
    beside = page.get_parent().specific.add_child(instance=KnowledgeArticlePageFactory.build(title="Beside"))
    below = KnowledgeArticlePageFactory(parent=page, title="Below")
    query = f"query($id: ID) {{ page(id: $id) {{ siblings {PAGE} breadcrumbs {{ title url path }} }} }}"
    return ask(client, query, id=page_id(beside.pk)) + ask(client, query, id=page_id(below.pk))


@way("the same page in another language, and what link previews are told")
def alternates(page: Page, tree: Tree, client: Client) -> str:
    other = KnowledgeArticlePageFactory(parent=tree.knowledge, title="Other")
    french, _ = Locale.objects.get_or_create(language_code="fr")
    Page.objects.filter(pk=other.pk).update(locale=french, translation_key=page.translation_key)
    shown = ask(client, "query($id: ID) { page(id: $id) { alternates { locale url } } }", id=page_id(other.pk))
    own = page.url_path.removeprefix(tree.home.url_path)
    seo = ask(
        client, "query($id: ID) { page(id: $id) { seo { title description canonicalUrl } } }", id=page_id(page.pk)
    )
    return (SECRET if own in shown else "") + seo


@way("children of its parent")
def children(page: Page, tree: Tree, client: Client) -> str:
    return ask(client, f"query($id: ID) {{ page(id: $id) {{ children {PAGE} }} }}", id=page_id(page.get_parent().pk))


@way("children of the site's root, three levels down")
def descendants(page: Page, tree: Tree, client: Client) -> str:
    below = "children(first: 10) { title children(first: 10) { title url } }"
    return ask(client, f'{{ page(urlPath: "/") {{ children(first: 10) {{ title url {below} }} }} }}')


@way("parent and ancestors of a page below it")
def ancestors(page: Page, tree: Tree, client: Client) -> str:
    below = KnowledgeArticlePageFactory(parent=page, title="Below")
    listed = ask(client, f"{{ articles {{ nodes {{ title parent {PAGE} ancestors {PAGE} }} }} }}")
    return listed + ask(
        client, f"query($id: ID) {{ page(id: $id) {{ parent {PAGE} ancestors {PAGE} }} }}", id=page_id(below.pk)
    )


def _list(name: str, make: Any, index: str) -> None:
    @way(f"list: {name}", make, index)
    def listed(page: Page, tree: Tree, client: Client) -> str:
        return ask(client, f"{{ {name} {{ totalCount edges {{ node {PAGE} }} }} }}")

    @way(f"count: {name}", make, index)
    def counted(page: Page, tree: Tree, client: Client) -> str:
        return SECRET if GraphQL(client)(f"{{ {name} {{ totalCount }} }}")[name]["totalCount"] else ""

    @way(f"list by topic: {name}", make, index)
    def by_topic(page: Page, tree: Tree, client: Client) -> str:
        page.topics.add(TopicFactory(slug="housing"))
        page.save()
        return ask(client, f'{{ {name}(filter: {{topics: {{anyOf: ["housing"]}}}}) {{ totalCount nodes {PAGE} }} }}')


_list("articles", KnowledgeArticlePageFactory, "knowledge")
_list("tools", ToolPageFactory, "tools")
_list("wellbeingGuidance", WellbeingGuidancePageFactory, "wellbeing")
_list("events", EventPageFactory, "events")
_list("initiatives", InitiativeFactory, "initiatives")


@way("related resources")
def related(page: Page, tree: Tree, client: Client) -> str:
    host = ToolPageFactory(parent=tree.tools)
    RelatedResource.objects.create(page=host, related_page=page)
    return ask(client, f"{{ tools {{ nodes {{ relatedResources {PAGE} }} }} }}")


def _body(blocks: list[Any], fields: str) -> Show:
    def show(page: Page, tree: Tree, client: Client) -> str:
        made = json.loads(json.dumps(blocks).replace('"PAGE"', str(page.pk)).replace("PAGE", str(page.pk)))
        host = ToolPageFactory(parent=tree.tools, title="Host")
        host.body = json.dumps(made)
        host.save()
        html = client.get(host.get_url()).content.decode()
        return ask(client, f"{{ tools {{ nodes {{ body {fields} }} }} }}") + html

    return show


way("resource link block")(
    _body(
        [{"type": "resource_link", "value": {"page": "PAGE", "note": ""}}],
        f"{{ ... on ResourceLinkBlock {{ page {PAGE} }} }}",
    )
)
way("link list block")(
    _body(
        [
            {
                "type": "link_list",
                "value": {
                    "title": "",
                    "links": [
                        {
                            "type": "item",
                            "id": "1",
                            "value": {"title": "x", "url": "", "page": "PAGE", "description": ""},
                        }
                    ],
                },
            }
        ],
        f"{{ ... on LinkListBlock {{ links {{ url page {PAGE} }} }} }}",
    )
)
way("link in rich text")(
    _body(
        [{"type": "rich_text", "value": '<p><a linktype="page" id="PAGE">there</a></p>'}],
        "{ ... on RichTextBlock { text { html plain } } }",
    )
)


@way("adapted from", ToolPageFactory, "tools")
def adapted_from(page: Page, tree: Tree, client: Client) -> str:
    host = ToolPageFactory(parent=tree.tools, title="Host", adapted_from=page)
    html = client.get(host.get_url()).content.decode()
    return (
        ask(
            client,
            f"query($id: ID) {{ page(id: $id) {{ ... on ToolPage {{ adaptedFrom {PAGE} }} }} }}",
            id=page_id(host.pk),
        )
        + html
    )


@way("adaptations", ToolPageFactory, "tools")
def adaptations(page: Page, tree: Tree, client: Client) -> str:
    host = ToolPageFactory(parent=tree.tools, title="Host")
    page.adapted_from = host
    page.save()
    html = client.get(host.get_url()).content.decode()
    return (
        ask(
            client,
            f"query($id: ID) {{ page(id: $id) {{ ... on ToolPage {{ adaptations {PAGE} }} }} }}",
            id=page_id(host.pk),
        )
        + html
    )


@way("resources of an event")
def event_resources(page: Page, tree: Tree, client: Client) -> str:
    host = EventPageFactory(parent=tree.events, title="Host")
    host.resources = json.dumps([{"type": "resource_link", "value": {"page": page.pk, "note": ""}}])
    host.save()
    html = client.get(host.get_url()).content.decode()
    return (
        ask(client, f"{{ events {{ nodes {{ resources {{ ... on ResourceLinkBlock {{ page {PAGE} }} }} }} }} }}") + html
    )


@way("preview of a page that names it")
def preview_of_another(page: Page, tree: Tree, client: Client) -> str:
    """A token opens one draft: what the draft points at is shown to those who may see it without the token."""
    host = ToolPageFactory(parent=tree.tools, title="Host")
    host.related_resources = [RelatedResource(related_page=page)]
    link = f'<p><a linktype="page" id="{page.pk}">there</a></p>'
    item = {"type": "item", "id": "1", "value": {"title": "x", "url": "", "page": page.pk, "description": ""}}
    host.body = json.dumps(
        [
            {"type": "rich_text", "value": link},
            {"type": "resource_link", "value": {"page": page.pk, "note": ""}},
            {"type": "link_list", "value": {"title": "", "links": [item]}},
        ]
    )
    token = host.create_page_preview().token
    blocks = (
        f"... on RichTextBlock {{ text {{ html }} }} ... on ResourceLinkBlock {{ page {PAGE} }} "
        f"... on LinkListBlock {{ links {{ url page {PAGE} }} }}"
    )
    asked = (
        f"query($t: String) {{ page(previewToken: $t) {{ "
        f"... on LibraryResource {{ relatedResources {PAGE} body {{ {blocks} }} }} }} }}"
    )
    return ask(client, asked, t=token) + client.get("/preview/", {"token": token}).content.decode()


@way("beside a preview of itself")
def beside_its_preview(page: Page, tree: Tree, client: Client) -> str:
    """A token opens its draft where it is given, and nowhere else in the same request."""
    token = page.create_page_preview().token
    others = (
        f"page(id: $id) {PAGE} articles {{ totalCount nodes {PAGE} }} parent: page(id: $parent) {{ children {PAGE} }}"
    )
    asked = f"query($t: String, $id: ID, $parent: ID) {{ draft: page(previewToken: $t) {{ id }} {others} }}"
    return ask(client, asked, t=token, id=page_id(page.pk), parent=page_id(page.get_parent().pk))


@way("redirects")
def redirects(page: Page, tree: Tree, client: Client) -> str:
    Redirect.objects.create(old_path="/old", redirect_page=page, site=tree.site)
    found = GraphQL(client)(f"{{ redirects {{ totalCount nodes {{ url page {PAGE} }} }} }}")["redirects"]
    # That a hidden page had another address is not told either.
    return json.dumps(found) + (SECRET if found["totalCount"] else "")


@way("navigation")
def navigation(page: Page, tree: Tree, client: Client) -> str:
    settings = LibrarySettings.for_site(tree.site)
    NavigationItem.objects.create(settings=settings, title="There", page=page)
    return ask(
        client,
        f"{{ site {{ navigation {{ url page {PAGE} }} home {{ children(first: 10) {{ children {PAGE} }} }} }} }}",
    )


@way("heatmap", InitiativeFactory, "initiatives")
def heatmap(page: Page, tree: Tree, client: Client) -> str:
    found = GraphQL(client)(
        "{ heatmap { totalCount cells { count } places { count } topics { count } stages { count } } }"
    )["heatmap"]
    return SECRET if found["totalCount"] or any(found[part] for part in ("cells", "places", "topics", "stages")) else ""


@way("its own address")
def served(page: Page, tree: Tree, client: Client) -> str:
    url = page.get_url()
    return client.get(url).content.decode().replace(url, "") if url else ""


@way("the page of its index")
def index_page(page: Page, tree: Tree, client: Client) -> str:
    return client.get(tree.knowledge.get_url()).content.decode() + client.get("/").content.decode()


@way("feeds", EventPageFactory, "events")
def feeds(page: Page, tree: Tree, client: Client) -> str:
    page.topics.add(TopicFactory(slug="housing"))
    page.save()
    addresses = ["/events.ics", "/topics/housing/events.ics", f"{page.get_url()}event.ics"]
    answers = [client.get(address) for address in addresses]
    # A refusal says which address was asked for; only feeds count.
    return "".join(one.content.decode() for one in answers if one["Content-Type"].startswith("text/calendar"))


@way("a questionnaire as FHIR", ToolPageFactory, "tools")
def fhir(page: Page, tree: Tree, client: Client) -> str:
    item = {
        "link_id": "q1",
        "text": SECRET,
        "kind": "boolean",
        "required": False,
        "repeats": False,
        "options": [],
        "wording_note": "",
    }
    section = {"title": SECRET, "introduction": "", "items": [{"type": "item", "id": "1", "value": item}]}
    page.kind = "screening_questionnaire"
    page.questionnaire = json.dumps([{"type": "section", "value": section, "id": "s"}])
    page.save()
    response = client.get(f"{page.get_url()}questionnaire.fhir.json")
    return response.content.decode() if response.status_code == 200 else ""


@way("the tool that a FHIR questionnaire derives from", ToolPageFactory, "tools")
def fhir_lineage(page: Page, tree: Tree, client: Client) -> str:
    item = {
        "link_id": "q1",
        "text": "x",
        "kind": "boolean",
        "required": False,
        "repeats": False,
        "options": [],
        "wording_note": "",
    }
    section = {"title": "x", "introduction": "", "items": [{"type": "item", "id": "1", "value": item}]}
    stored = json.dumps([{"type": "section", "value": section, "id": "s"}])
    for one, fields in ((page, {}), (ToolPageFactory(parent=tree.tools, title="Host"), {"adapted_from": page})):
        one.kind, one.questionnaire = "screening_questionnaire", stored
        for name, value in fields.items():
            setattr(one, name, value)
        one.save()
    return client.get("/tools/host/questionnaire.fhir.json").content.decode()
