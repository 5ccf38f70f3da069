"""Each leak that was measured in wagtail-grapple 0.31.0, asked as an attacker would.

With the fence every test here passes. ``test_fence_taken_away`` runs this file against grapple as it comes, where every
one must fail.
"""

from __future__ import annotations

import json
import os
import re
from datetime import timedelta
from typing import Any
from unittest import mock

import pytest
from django.contrib.auth import get_user_model
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Collection, CollectionViewRestriction, Page

from content_types.core.factories import StandardPageFactory
from content_types.core.identity import page_id
from content_types.core.models import RelatedResource
from content_types.knowledge.factories import KnowledgeArticlePageFactory
from content_types.taxonomy.factories import TopicFactory
from tests.support.tree import Tree
from tests.visibility.states import SECRET, restrict

pytestmark = pytest.mark.django_db


def ask(client: Client, *queries: str) -> str:
    """Everything that the endpoint answers to these queries, as one text.

    A query that one schema does not know is simply rejected.
    """
    answers = []
    for query in map(_as_it_is_asked, queries):
        response = client.post("/graphql/", json.dumps({"query": query}), content_type="application/json")
        answer = json.loads(response.content)
        # A rejection repeats the query's own words; only what is told of the content counts.
        answers.append(
            json.dumps(answer.get("data")) + json.dumps([e for e in answer.get("errors", []) if e.get("path")])
        )
    return " ".join(answers)


def _unfenced() -> bool:
    return os.environ["DJANGO_SETTINGS_MODULE"].endswith("unfenced_settings")


def _as_it_is_asked(query: str) -> str:
    """A query of grapple's own schema in the words of the product's."""
    if _unfenced():
        return query
    named = re.sub(r'page\((id|previewToken): ("[^"]*")\)', r"page(by: {\1: \2})", query)
    return named.replace("... on KnowledgeArticlePage {", "... on Article {")


def secret_article(tree: Tree, **fields: Any) -> Any:
    return KnowledgeArticlePageFactory(
        parent=tree.knowledge, title=f"A {SECRET}", slug=SECRET, summary=SECRET, **fields
    )


def host(tree: Tree, body: list[Any] | None = None, **fields: Any) -> Page:
    page = KnowledgeArticlePageFactory(parent=tree.knowledge, title="Host", **fields)
    page.body = json.dumps(body or [])
    page.save()
    return page


def private_collection() -> Collection:
    made = Collection.get_first_root_node().add_child(name="Private")
    CollectionViewRestriction.objects.create(collection=made, restriction_type="login")
    return made


def id_of(key: int) -> str:
    """What a page is asked for by: grapple itself takes bare keys."""
    return str(key) if _unfenced() else page_id(key)


def test_control_the_endpoint_answers(tree: Tree, client: Client) -> None:
    """Passes with and without the fence: what is public is found, so the other answers mean something."""
    page = host(tree)
    query = (
        f'{{ page(id: "{id_of(page.pk)}") {{ title '
        f"... on KnowledgeArticlePage {{ summary body {{ __typename }} }} }} }}"
    )
    assert '"title": "Host"' in ask(client, query)


def test_search_finds_drafts(tree: Tree, client: Client) -> None:
    secret_article(tree, live=False)
    found = ask(
        client,
        f'{{ search(query: "{SECRET}") {{ __typename ... on KnowledgeArticlePage {{ title summary }} }} }}',
        f'{{ search(query: "{SECRET}") {{ totalCount nodes {{ title }} }} }}',
    )
    assert SECRET not in found


def test_search_finds_private_pages(tree: Tree, client: Client) -> None:
    restrict(secret_article(tree), "password")
    found = ask(
        client,
        f'{{ search(query: "{SECRET}") {{ __typename ... on KnowledgeArticlePage {{ title summary }} }} }}',
        f'{{ search(query: "{SECRET}") {{ totalCount nodes {{ title }} }} }}',
    )
    assert SECRET not in found


def test_search_finds_unpublished_snippets(tree: Tree, client: Client) -> None:
    TopicFactory(name=f"A {SECRET}", live=False)
    assert SECRET not in ask(client, f'{{ search(query: "{SECRET}") {{ __typename ... on Topic {{ name }} }} }}')


def test_parent_shows_a_draft(tree: Tree, client: Client) -> None:
    parent = StandardPageFactory(parent=tree.home, title=f"A {SECRET}", live=False)
    child = KnowledgeArticlePageFactory(parent=parent)
    assert SECRET not in ask(client, f'{{ page(id: "{id_of(child.pk)}") {{ parent {{ title }} }} }}')


def test_page_chooser_shows_a_draft(tree: Tree, client: Client) -> None:
    page = host(tree, [{"type": "resource_link", "value": {"page": secret_article(tree, live=False).pk, "note": ""}}])
    found = ask(
        client,
        f'{{ page(id: "{id_of(page.pk)}") {{ ... on KnowledgeArticlePage {{ body {{ '
        f"... on StructBlock {{ blocks {{ ... on PageChooserBlock {{ page {{ title }} }} }} }} }} }} }} }}",
        f'{{ page(id: "{id_of(page.pk)}") {{ ... on KnowledgeArticlePage {{ body {{ '
        f"... on ResourceLinkBlock {{ page {{ title }} }} }} }} }} }}",
    )
    assert SECRET not in found


def test_page_chooser_shows_a_private_page(tree: Tree, client: Client) -> None:
    page = host(
        tree, [{"type": "resource_link", "value": {"page": restrict(secret_article(tree), "password").pk, "note": ""}}]
    )
    found = ask(
        client,
        f'{{ page(id: "{id_of(page.pk)}") {{ ... on KnowledgeArticlePage {{ body {{ '
        f"... on StructBlock {{ blocks {{ ... on PageChooserBlock {{ page {{ title }} }} }} }} }} }} }} }}",
        f'{{ page(id: "{id_of(page.pk)}") {{ ... on KnowledgeArticlePage {{ body {{ '
        f"... on ResourceLinkBlock {{ page {{ title }} }} }} }} }} }}",
    )
    assert SECRET not in found


def test_related_pages_show_a_draft(tree: Tree, client: Client) -> None:
    page = host(tree)
    RelatedResource.objects.create(page=page, related_page=secret_article(tree, live=False))
    found = ask(
        client,
        f'{{ page(id: "{id_of(page.pk)}") {{ ... on KnowledgeArticlePage {{ '
        f"relatedResources {{ relatedPage {{ title urlPath }} }} }} }} }}",
        f'{{ page(id: "{id_of(page.pk)}") {{ ... on KnowledgeArticlePage {{ relatedResources {{ title path }} }} }} }}',
    )
    assert SECRET not in found


def test_redirects_show_a_draft(tree: Tree, client: Client) -> None:
    Redirect.objects.create(old_path="/old", redirect_page=secret_article(tree, live=False), site=tree.site)
    found = ask(client, "{ redirects { newUrl page { title } } }", "{ redirects { nodes { url page { title } } } }")
    assert SECRET not in found


def test_a_picture_of_a_private_collection_shows(tree: Tree, client: Client) -> None:
    image = get_image_model().objects.create(
        title=SECRET, file=get_test_image_file(filename=f"{SECRET}.png"), collection=private_collection()
    )
    page = host(tree, cover_image=image, cover_alt_text="x")
    found = ask(
        client, f'{{ page(id: "{id_of(page.pk)}") {{ ... on KnowledgeArticlePage {{ coverImage {{ title }} }} }} }}'
    )
    assert SECRET not in found


def test_a_picture_block_of_a_private_collection_shows(tree: Tree, client: Client) -> None:
    image = get_image_model().objects.create(
        title=SECRET, file=get_test_image_file(filename=f"{SECRET}.png"), collection=private_collection()
    )
    page = host(
        tree,
        [
            {
                "type": "image",
                "value": {"image": image.pk, "alt_text": "x", "decorative": False, "caption": "", "credit": ""},
            }
        ],
    )
    found = ask(
        client,
        f'{{ page(id: "{id_of(page.pk)}") {{ ... on KnowledgeArticlePage {{ body {{ '
        f"... on StructBlock {{ blocks {{ ... on ImageChooserBlock {{ image {{ title }} }} }} }} }} }} }} }}",
        f'{{ page(id: "{id_of(page.pk)}") {{ ... on KnowledgeArticlePage {{ body {{ '
        f"... on ImageBlock {{ image {{ title }} }} }} }} }} }}",
    )
    assert SECRET not in found


def test_a_document_of_a_private_collection_shows(tree: Tree, client: Client) -> None:
    file = get_document_model().objects.create(
        title=SECRET, file=ContentFile(b"x", name="x.txt"), collection=private_collection()
    )
    page = host(tree, [{"type": "document", "value": {"document": file.pk, "title": "", "description": ""}}])
    found = ask(
        client,
        f'{{ page(id: "{id_of(page.pk)}") {{ ... on KnowledgeArticlePage {{ body {{ '
        f"... on StructBlock {{ blocks {{ ... on DocumentChooserBlock {{ document {{ title }} }} }} }} }} }} }} }}",
        f'{{ page(id: "{id_of(page.pk)}") {{ ... on KnowledgeArticlePage {{ body {{ '
        f"... on DocumentBlock {{ document {{ title }} }} }} }} }} }}",
    )
    assert SECRET not in found


def test_documents_lists_a_collection_inside_a_private_one(tree: Tree, client: Client) -> None:
    inside = private_collection().add_child(name="Inside")
    get_document_model().objects.create(title=SECRET, file=ContentFile(b"x", name="x.txt"), collection=inside)
    assert SECRET not in ask(client, "{ documents { title } }")


def test_snippets_list_the_unpublished(tree: Tree, client: Client) -> None:
    TopicFactory(name=f"A {SECRET}", live=False)
    found = ask(client, "{ snippets { snippetType ... on Topic { name } } }", "{ topics { name } }")
    assert SECRET not in found


def test_the_title_of_a_draft_shows(tree: Tree, client: Client) -> None:
    page = host(tree)
    page.title = f"A {SECRET}"
    page.save_revision()
    assert SECRET not in ask(
        client, f'{{ page(id: "{id_of(page.pk)}") {{ title ... on KnowledgeArticlePage {{ draftTitle }} }} }}'
    )


@pytest.mark.parametrize("field", ["translationKey", "depth", "locked"])
def test_inner_fields_are_shown(tree: Tree, client: Client, field: str) -> None:
    found = ask(
        client, f'{{ page(id: "{id_of(host(tree).pk)}") {{ title ... on KnowledgeArticlePage {{ {field} }} }} }}'
    )
    assert field not in found


def test_lists_are_ordered_by_passwords(tree: Tree, client: Client) -> None:
    for name, password in (("b", "1"), ("a", "2")):
        owner = get_user_model().objects.create(username=name, password=password)
        KnowledgeArticlePageFactory(parent=tree.knowledge, title=name, owner=owner)
    content = '{ pages(order: "owner__password", contentType: "knowledge.KnowledgeArticlePage") { title } }'
    backwards = content.replace("owner__password", "-owner__password")
    assert ask(client, content) == ask(client, backwards), "an order that follows the password tells the password"


def test_a_wrong_order_lists_the_columns(tree: Tree, client: Client) -> None:
    host(tree)
    response = client.post(
        "/graphql/", json.dumps({"query": '{ pages(order: "nonsense") { title } }'}), content_type="application/json"
    )
    assert b"draft_title" not in response.content


def test_a_preview_token_never_expires(tree: Tree, client: Client) -> None:
    page = host(tree)
    page.title = f"A {SECRET}"
    long_ago = (timezone.now() - timedelta(days=400)).timestamp()
    with mock.patch("django.core.signing.time.time", return_value=long_ago):
        token = page.create_page_preview().token
    found = ask(client, f'{{ page(token: "{token}") {{ title }} }}', f'{{ page(previewToken: "{token}") {{ title }} }}')
    assert SECRET not in found


def test_twenty_thousand_aliases_are_answered(tree: Tree, client: Client) -> None:
    query = "{" + " ".join(f"a{n}:__typename" for n in range(20_000)) + "}"
    assert "a19999" not in ask(client, query)


def test_any_depth_is_answered(tree: Tree, client: Client) -> None:
    page = host(tree)
    query = f'{{ page(id: "{id_of(page.pk)}") ' + "{ title children { parent " * 12 + "{ title }" + " } }" * 12 + " }"
    assert '"title": "Host"' not in ask(client, query)


def test_one_request_makes_any_number_of_files(tree: Tree, client: Client) -> None:
    image = get_image_model().objects.create(title="Public", file=get_test_image_file())
    page = host(tree, cover_image=image, cover_alt_text="x")
    sizes = " ".join(f"r{n}: rendition(width: {n + 10}) {{ url }}" for n in range(25))
    ask(client, f'{{ page(id: "{id_of(page.pk)}") {{ ... on KnowledgeArticlePage {{ coverImage {{ {sizes} }} }} }} }}')
    ask(
        client,
        f'{{ page(id: "{id_of(page.pk)}") {{ ... on KnowledgeArticlePage {{ '
        f"coverImage {{ rendition(size: CARD) {{ url }} }} }} }} }}",
    )
    assert image.renditions.count() == 0, "reading must not make files"


def test_the_text_of_an_exception_is_shown(tree: Tree, client: Client) -> None:
    token = f"id={host(tree).pk}:forged:token"
    found = ask(client, f'{{ page(token: "{token}") {{ title }} }}', f'{{ page(previewToken: "{token}") {{ title }} }}')
    assert "does not match" not in found


def test_a_struct_value_has_no_typed_form(tree: Tree, client: Client) -> None:
    """As it comes, `rawValue` of a struct cannot be represented and the whole block is null."""
    value = {
        "title": "",
        "facts": [
            {
                "type": "item",
                "id": "1",
                "value": {"figure": "1 in 3", "label": "x", "source_title": "", "source_url": ""},
            }
        ],
    }
    page = host(tree, [{"type": "key_facts", "value": value}])
    found = ask(
        client,
        f'{{ page(id: "{id_of(page.pk)}") {{ ... on KnowledgeArticlePage {{ body {{ rawValue }} }} }} }}',
        f'{{ page(id: "{id_of(page.pk)}") {{ ... on KnowledgeArticlePage {{ body {{ '
        f"... on KeyFactsBlock {{ facts {{ figure }} }} }} }} }} }}",
    )
    assert '"figure": "1 in 3"' in found
