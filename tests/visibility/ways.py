"""Every way into content: each gives all that it shows, as one text.

A new entry point is added here in the commit that makes it.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.test import Client, override_settings
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Locale, Page

from content_types.core.identity import global_id, page_id
from content_types.core.models import FeaturedResource, LibrarySettings, NavigationItem, RelatedResource
from content_types.knowledge.factories import KnowledgeArticlePageFactory
from content_types.taxonomy.factories import TopicFactory
from content_types.tools.factories import ToolPageFactory
from tests.support.graphql import GraphQL
from tests.support.languages import BILINGUAL, WELSH
from tests.support.reviews import link_to_review_of
from tests.support.tree import Tree
from tests.support.types import TYPES, factory_of, own_module
from tests.visibility.states import SECRET

Show = Callable[[Page, Tree, Client], str]


@dataclass(frozen=True)
class Way:
    """A entry point: the type of page it leads to, what must be set up, and what it shows."""

    name: str
    make: Any
    index: str
    show: Show


WAYS: list[Way] = []


def way(name: str, make: Any = KnowledgeArticlePageFactory, index: str = "knowledge") -> Callable[[Show], Show]:
    """Register an entry point for pages of one type."""

    def register(show: Show) -> Show:
        WAYS.append(Way(name, make, index, show))
        return show

    return register


def ask(client: Client, query: str, **variables: Any) -> str:
    """The whole answer of the API as text."""
    return json.dumps(GraphQL(client)(query, **variables))


# What is asked of any page that is found; its texts hold the secret.
PAGE = "{ __typename title url path ... on Resource { summary body { ... on RichTextBlock { text { html } } } } }"


TREE = "tree { spans { text link { url page { title path ... on Resource { summary } } } } }"


@way("page by id")
def by_id(page: Page, tree: Tree, client: Client) -> str:
    return ask(client, f"query($id: ID!) {{ page(by: {{id: $id}}) {PAGE} }}", id=page_id(page.pk))


@way("node, and nodes among others")
def by_node(page: Page, tree: Tree, client: Client) -> str:
    others = [page_id(tree.home.pk), global_id("Topic", page.pk), page_id(page.pk), page_id(page.get_parent().pk)]
    found = GraphQL(client)(f"query($id: ID!) {{ node(id: $id) {{ id ... on Page {PAGE} }} }}", id=others[2])
    among = GraphQL(client)(f"query($ids: [ID!]!) {{ nodes(ids: $ids) {{ ... on Page {PAGE} }} }}", ids=others)
    one, many = SECRET in json.dumps(found), SECRET in json.dumps(among)
    assert one is many, "both look in the same way"
    # What may not be seen is as what is not there, to the last letter.
    assert one or (found["node"] is None and among["nodes"][2] is None)
    return json.dumps([found, among])


@way("page by path")
def by_path(page: Page, tree: Tree, client: Client) -> str:
    path = page.url_path.removeprefix(tree.home.url_path)
    return ask(client, f"query($p: String!) {{ page(by: {{path: $p}}) {PAGE} }}", p=path)


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


@way("feeds of the library, of its type and topic, site map for robots and llms.txt")
def told_to_machines(page: Page, tree: Tree, client: Client) -> str:
    page.topics.add(TopicFactory(slug="housing"))
    page.save()
    addresses = (
        "/feeds/library.atom",
        "/feeds/articles.atom",
        "/topics/housing/feed.atom",
        "/sitemap.xml",
        "/llms.txt",
    )
    shown = [SECRET in client.get(one).content.decode() for one in addresses]
    assert len(set(shown)) == 1, dict(zip(addresses, shown, strict=True))
    return SECRET if shown[0] else ""


def written(page: Page, client: Client) -> str:
    """A page as Markdown; nothing where it is not found."""
    path = page.url_path.split("/", 2)[2].rstrip("/")
    found = client.get(f"/{path}.md")
    return found.content.decode() if found.status_code == 200 else ""


@way("itself as Markdown")
def as_markdown(page: Page, tree: Tree, client: Client) -> str:
    return written(page, client)


@way("siblings, and the steps to a page below it")
def around(page: Page, tree: Tree, client: Client) -> str:
    beside = page.get_parent().specific.add_child(instance=KnowledgeArticlePageFactory.build(title="Beside"))
    below = KnowledgeArticlePageFactory(parent=page, title="Below")
    query = f"query($id: ID!) {{ page(by: {{id: $id}}) {{ siblings {PAGE} breadcrumbs {{ title url path }} }} }}"
    return ask(client, query, id=page_id(beside.pk)) + ask(client, query, id=page_id(below.pk))


@way("the same page in another language, and what link previews are told")
def alternates(page: Page, tree: Tree, client: Client) -> str:
    other = KnowledgeArticlePageFactory(parent=tree.knowledge, title="Other")
    french, _ = Locale.objects.get_or_create(language_code="fr")
    Page.objects.filter(pk=other.pk).update(locale=french, translation_key=page.translation_key)
    fields = "alternates { locale url } translations { locale state url path }"
    shown = ask(client, f"query($id: ID!) {{ page(by: {{id: $id}}) {{ {fields} }} }}", id=page_id(other.pk))
    own = page.url_path.removeprefix(tree.home.url_path)
    asked = "query($id: ID!) { page(by: {id: $id}) { seo { title description canonicalUrl jsonLd } } }"
    seo = ask(client, asked, id=page_id(page.pk))
    return (SECRET if own in shown else "") + seo


@way("the translation in the language that is asked for: of a page, in a list, behind a link, found again")
def in_a_language(page: Page, tree: Tree, client: Client) -> str:
    other = KnowledgeArticlePageFactory(parent=tree.knowledge, title="Other")
    link = f'<p><a linktype="page" id="{other.pk}">here</a></p>'
    linking = KnowledgeArticlePageFactory(parent=tree.knowledge, title="Linking", body=[("rich_text", link)])
    linking.related_resources.add(RelatedResource(related_page=other))
    linking.save()
    welsh, _ = Locale.objects.get_or_create(language_code=WELSH)
    Page.objects.filter(pk=page.pk).update(locale=welsh, translation_key=other.translation_key)
    one = f'query($id: ID!) {{ page(by: {{id: $id}}, locale: "cy") {PAGE} }}'
    beside = f"""query($id: ID!) {{ page(by: {{id: $id}}, locale: "cy") {{ ... on Resource {{
        relatedResources {PAGE} body {{ ... on RichTextBlock {{ text {{ html {TREE} }} }} }}
    }} }} }}"""
    with override_settings(WAGTAIL_CONTENT_LANGUAGES=BILINGUAL, LANGUAGES=BILINGUAL, WAGTAIL_I18N_ENABLED=True):
        shown = [
            ask(client, one, id=page_id(other.pk)),
            ask(client, f'{{ articles(locale: "cy", first: 50) {{ nodes {PAGE} }} }}'),
            ask(client, beside, id=page_id(linking.pk)),
        ]
    seen = [SECRET in answer for answer in shown]
    assert len(set(seen)) == 1, seen
    # Where it may not be seen, the original is given in its place.
    assert seen[0] or all("Other" in answer for answer in shown)
    return "".join(shown)


@way("children of its parent")
def children(page: Page, tree: Tree, client: Client) -> str:
    return ask(
        client, f"query($id: ID!) {{ page(by: {{id: $id}}) {{ children {PAGE} }} }}", id=page_id(page.get_parent().pk)
    )


@way("children of the site's root, three levels down")
def descendants(page: Page, tree: Tree, client: Client) -> str:
    below = "children(first: 10) { title children(first: 10) { title url } }"
    return ask(client, f'{{ page(by: {{path: "/"}}) {{ children(first: 10) {{ title url {below} }} }} }}')


@way("parent and ancestors of a page below it")
def ancestors(page: Page, tree: Tree, client: Client) -> str:
    below = KnowledgeArticlePageFactory(parent=page, title="Below")
    listed = ask(client, f"{{ articles {{ nodes {{ title parent {PAGE} ancestors {PAGE} }} }} }}")
    above = f"query($id: ID!) {{ page(by: {{id: $id}}) {{ parent {PAGE} ancestors {PAGE} }} }}"
    return listed + ask(client, above, id=page_id(below.pk))


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


for one in TYPES:
    if one.api is not None:
        _list(one.api.plural, factory_of(one.model), one.folder)


@way("resources of a topic, and their number")
def of_a_topic(page: Page, tree: Tree, client: Client) -> str:
    page.topics.add(TopicFactory(slug="housing", parent=TopicFactory(slug="home")))
    page.save()
    shown = GraphQL(client)(f"{{ topics {{ slug resources(first: 2) {{ totalCount nodes {PAGE} }} }} }}")["topics"]
    counted = {one["slug"]: one["resources"]["totalCount"] for one in shown}
    listed = [one["resources"]["nodes"] for one in shown]
    assert counted == dict.fromkeys(("home", "housing"), int(SECRET in json.dumps(listed)))
    return json.dumps(listed)


@way("featured on the home page")
def featured(page: Page, tree: Tree, client: Client) -> str:
    FeaturedResource.objects.create(page=tree.home, resource=page)
    return ask(client, f'{{ page(by: {{path: "/"}}) {{ ... on HomePage {{ featured {PAGE} }} }} }}')


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
        return ask(client, f"{{ tools {{ nodes {{ bodyMarkdown body {fields} }} }} }}") + written(host, client)

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
        f"{{ ... on RichTextBlock {{ text {{ html plain markdown {TREE} }} }} }}",
    )
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
        f"... on RichTextBlock {{ text {{ html markdown {TREE} }} }} ... on ResourceLinkBlock {{ page {PAGE} }} "
        f"... on LinkListBlock {{ links {{ url page {PAGE} }} }}"
    )
    asked = (
        f"query($t: String!) {{ page(by: {{previewToken: $t}}) {{ "
        f"... on Resource {{ bodyMarkdown relatedResources {PAGE} body {{ {blocks} }} }} }} }}"
    )
    return ask(client, asked, t=token)


@way("beside a preview of itself")
def beside_its_preview(page: Page, tree: Tree, client: Client) -> str:
    """A token opens its draft where it is given, and nowhere else in the same request."""
    token = page.create_page_preview().token
    others = (
        f"page(by: {{id: $id}}) {PAGE} articles {{ totalCount nodes {PAGE} }} "
        f"parent: page(by: {{id: $parent}}) {{ children {PAGE} }}"
    )
    asked = f"query($t: String!, $id: ID!, $parent: ID!) {{ draft: page(by: {{previewToken: $t}}) {{ id }} {others} }}"
    return ask(client, asked, t=token, id=page_id(page.pk), parent=page_id(page.get_parent().pk))


@way("beside a review of another by its link")
def beside_a_review(page: Page, tree: Tree, client: Client) -> str:
    """A link opens one review: what its draft points at, and what is asked for beside it, is shown as without it."""
    token = link_to_review_of(ToolPageFactory(parent=tree.tools, title="Host", live=False), page)
    asked = f"""query($t: String!, $id: ID!) {{
      review(token: $t) {{ title }} page(by: {{id: $id}}) {PAGE} articles {{ nodes {PAGE} }}
      draft: page(by: {{reviewToken: $t}}) {{ ... on Resource {{ title relatedResources {PAGE} }} children {PAGE} }}
    }}"""
    found = ask(client, asked, t=token, id=page_id(page.pk))
    assert "Host" in found
    return found


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


# What is alone a type's stands beside its other tests.
for one in TYPES:
    own_module(one, "ways")
