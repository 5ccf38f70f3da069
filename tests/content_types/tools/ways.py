"""Entry points that tools have beside those of every type."""

from __future__ import annotations

import json

from django.test import Client
from wagtail.models import Page

from content_types.core.identity import global_id, page_id
from content_types.tools.factories import ToolPageFactory
from tests.support.tree import Tree
from tests.visibility.states import SECRET
from tests.visibility.ways import PAGE, ask, way, written


@way("adapted from", ToolPageFactory, "tools")
def adapted_from(page: Page, tree: Tree, client: Client) -> str:
    host = ToolPageFactory(parent=tree.tools, title="Host", adapted_from=page)
    asked = f"query($id: ID!) {{ page(by: {{id: $id}}) {{ ... on Tool {{ adaptedFrom {PAGE} }} }} }}"
    return ask(client, asked, id=page_id(host.pk)) + written(host, client)


@way("adaptations", ToolPageFactory, "tools")
def adaptations(page: Page, tree: Tree, client: Client) -> str:
    host = ToolPageFactory(parent=tree.tools, title="Host")
    page.adapted_from = host
    page.save()
    asked = f"query($id: ID!) {{ page(by: {{id: $id}}) {{ ... on Tool {{ adaptations {PAGE} }} }} }}"
    return ask(client, asked, id=page_id(host.pk)) + written(host, client)


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
    query = "query($id: ID!) { node(id: $id) { ... on Questionnaire { sections { title items { text } } } } }"
    by_id = ask(client, query, id=global_id("Questionnaire", page.pk))
    served = response.content.decode() if response.status_code == 200 else ""
    assert (SECRET in by_id) is (SECRET in served)
    return served + by_id


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
