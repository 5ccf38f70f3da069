"""Questionnaires as FHIR:
read by two libraries that nobody here wrote, held to the standard's invariants, and shown to nobody who may not."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from types import ModuleType
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from wagtail.models import PageViewRestriction

from content_types.core.models import LibrarySettings
from content_types.tools.factories import ToolPageFactory
from content_types.tools.fhir import machine_name
from content_types.tools.models import ToolPage
from tests.support.tree import Tree


def question(link_id: str, kind: str = "boolean", **values: Any) -> dict[str, Any]:
    return {"link_id": link_id, "text": f"About {link_id}?", "kind": kind, **values}


YES_NO = [{"value": "yes", "label": "Yes"}, {"value": "no", "label": "No"}]
SECTIONS = [
    {
        "title": "Home & heating",
        "introduction": "We ask everybody.",
        "items": [
            question("home-1", "choice", required=True, options=YES_NO, wording_note="Ask <kindly>."),
            question(
                "home-2",
                "open_choice",
                repeats=True,
                options=YES_NO,
                enable_when_item="home-1",
                enable_when_answer="no",
            ),
            question("home-3", "text", enable_when_item="home-2", enable_when_answer="a caravan"),
            question("home-4", "boolean"),
            question("home-5", "string", enable_when_item="home-4", enable_when_answer="true"),
        ],
    },
    {
        "title": "Numbers",
        "introduction": "",
        "items": [
            question("n-1", "integer"),
            question("n-2", "decimal", enable_when_item="n-1", enable_when_answer="3"),
            question("n-3", "date", enable_when_item="n-2", enable_when_answer="2.5"),
            question(
                "n-4", "display", enable_when_item="n-3", enable_when_answer="2026-05-01", wording_note="Pause here."
            ),
            question("n-5", "string", enable_when_item="n-1", enable_when_answer="several"),
        ],
    },
]


def make_tool(tree: Tree, slug: str = "deep-social-history", **values: Any) -> ToolPage:
    values.setdefault("questionnaire", [("section", section) for section in SECTIONS])
    tool: ToolPage = ToolPageFactory(
        parent=tree.tools,
        slug=slug,
        title="Deep social history",
        kind="screening_questionnaire",
        version="1.2",
        **values,
    )
    return ToolPage.objects.get(pk=tool.pk)


def address(slug: str = "deep-social-history") -> str:
    return f"/tools/{slug}/questionnaire.fhir.json"


def walk(items: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for item in items:
        yield item
        yield from walk(item.get("item", []))


def read(client: Client, slug: str = "deep-social-history") -> dict[str, Any]:
    response = client.get(address(slug))
    assert response.status_code == 200, response.content
    resource: dict[str, Any] = json.loads(response.content)
    return resource


@pytest.fixture(scope="session")
def libraries() -> ModuleType:
    """Imported where they are used: every run of any test would wait for them."""
    from tests.content_types.tools import fhir_libraries

    return fhir_libraries


def without_time(value: Any) -> Any:
    """JSON with dates cut to the second and zones made equal, to compare what two libraries write."""
    return json.loads(re.sub(r"(\d\d:\d\d:\d\d)(?:\.0+)?(?:Z|\+00:00)", r"\1Z", json.dumps(value)))


def test_two_libraries_read_all_of_it(tree: Tree, client: Client, libraries: ModuleType) -> None:
    make_tool(tree)
    resource = read(client)
    # Both reject properties, types and cardinalities that the standard does not know;
    # what they write back must be what they read.
    assert without_time(libraries.Questionnaire(resource, strict=True).as_json()) == without_time(resource)
    written = libraries.QuestionnaireR4B.model_validate(resource).model_dump_json()
    assert without_time(json.loads(written)) == without_time(resource)


def test_both_libraries_would_reject_a_wrong_resource(tree: Tree, client: Client, libraries: ModuleType) -> None:
    make_tool(tree)
    for wrong in ({"status": 3}, {"items": []}, {"item": [{"text": "No type"}]}):
        resource = read(client) | wrong
        with pytest.raises(Exception, match=r"(?i)status|items|linkId|type"):
            libraries.Questionnaire(resource, strict=True)
        with pytest.raises(ValueError):
            libraries.QuestionnaireR4B.model_validate(resource)


def test_words_of_editors_are_no_markup_in_the_narrative(tree: Tree, client: Client) -> None:
    tool = make_tool(tree, summary="A < B & <script>alert(1)</script>")
    ToolPage.objects.filter(pk=tool.pk).update(title="Under < 5 & <i>over</i>")
    narrative = read(client)["text"]["div"]
    assert "<b>Under &lt; 5 &amp; &lt;i&gt;over&lt;/i&gt;</b>" in narrative
    assert "<p>A &lt; B &amp; &lt;script&gt;alert(1)&lt;/script&gt;</p>" in narrative


def test_head_of_the_resource(tree: Tree, client: Client) -> None:
    LibrarySettings.objects.create(site=tree.site, name="WHAM", contact_email="hello@example.org")
    tool = make_tool(tree, licence="CC-BY-4.0", last_reviewed="2026-01-02")
    response = client.get(address())
    resource = json.loads(response.content)
    assert response["Content-Type"] == "application/fhir+json"
    assert {
        key: resource[key]
        for key in ("url", "version", "name", "title", "status", "subjectType", "publisher", "language")
    } == {
        "url": "http://testserver/tools/deep-social-history/questionnaire.fhir.json",
        "version": "1.2",
        "name": "DeepSocialHistory",
        "title": "Deep social history",
        "status": "active",
        "subjectType": ["Patient"],
        "publisher": "WHAM",
        "language": "en-GB",
    }
    assert re.fullmatch(r"[A-Za-z0-9\-.]{1,64}", resource["id"])
    assert resource["identifier"] == [{"system": "http://testserver/fhir/tool", "value": str(tool.pk)}]
    assert resource["contact"][0]["telecom"][0]["value"] == "hello@example.org"
    assert resource["description"] == tool.summary
    assert resource["copyright"].endswith("https://creativecommons.org/licenses/by/4.0/")
    assert resource["lastReviewDate"] == "2026-01-02"
    assert resource["date"] == tool.last_published_at.isoformat(timespec="seconds")


def test_address_is_the_one_that_the_api_gives(tree: Tree, client: Client, graphql: Any) -> None:
    make_tool(tree)
    (node,) = graphql("{ tools { nodes { questionnaire { fhirUrl } } } }")["tools"]["nodes"]
    assert node["questionnaire"]["fhirUrl"] == read(client)["url"] == f"http://testserver{address()}"


def test_sections_questions_and_notes(tree: Tree, client: Client) -> None:
    make_tool(tree)
    home, numbers = read(client)["item"]
    assert (home["type"], home["text"], numbers["text"]) == ("group", "Home & heating", "Numbers")
    introduction, first, second, *_ = home["item"]
    assert (introduction["type"], introduction["text"]) == ("display", "We ask everybody.")
    assert [item["linkId"] for item in home["item"][1:]] == ["home-1", "home-2", "home-3", "home-4", "home-5"]
    assert (first["type"], first["required"], first["repeats"]) == ("choice", True, False)
    assert (second["type"], second["required"], second["repeats"]) == ("open-choice", False, True)
    assert [option["valueCoding"]["code"] for option in first["answerOption"]] == ["yes", "no"]
    (note,) = first["item"]
    assert (note["type"], note["text"]) == ("display", "Ask <kindly>.")
    assert note["extension"][0]["valueCodeableConcept"]["coding"][0]["code"] == "help"
    assert [item["type"] for item in numbers["item"]] == ["integer", "decimal", "date", "display", "display", "string"]


def test_conditions_take_the_type_of_the_question_before(tree: Tree, client: Client) -> None:
    make_tool(tree)
    resource = read(client)
    found = {item["linkId"]: item for item in walk(resource["item"])}
    answers = {key: item["enableWhen"][0] for key, item in found.items() if "enableWhen" in item}
    coding = answers["home-2"].pop("answerCoding")
    assert coding in [option["valueCoding"] for option in found["home-1"]["answerOption"]]
    assert coding["display"] == "No"
    assert answers == {
        "home-2": {"question": "home-1", "operator": "="},
        "home-3": {"question": "home-2", "operator": "=", "answerString": "a caravan"},
        "home-5": {"question": "home-4", "operator": "=", "answerBoolean": True},
        "n-2": {"question": "n-1", "operator": "=", "answerInteger": 3},
        "n-3": {"question": "n-2", "operator": "=", "answerDecimal": 2.5},
        "n-4": {"question": "n-3", "operator": "=", "answerDate": "2026-05-01"},
        "n-4:note": {"question": "n-3", "operator": "=", "answerDate": "2026-05-01"},
        # No whole number: the form rejects it today. Of what was stored before, the condition stays.
        "n-5": {"question": "n-1", "operator": "=", "answerString": "several"},
    }
    assert all(item["enableBehavior"] == "all" for item in found.values() if "enableWhen" in item)


def test_invariants_of_the_standard(tree: Tree, client: Client) -> None:
    make_tool(tree)
    resource = read(client)
    items = list(walk(resource["item"]))
    link_ids = [item["linkId"] for item in items]
    assert re.fullmatch(r"[A-Z]([A-Za-z0-9_]){0,254}", resource["name"])  # qst-0
    assert len(set(link_ids)) == len(link_ids) > 10  # que-2
    systems = [option["valueCoding"]["system"] for item in items for option in item.get("answerOption", [])]
    assert len(set(systems)) == 2  # two questions with the codes yes and no: each is a system of its own
    for item in items:
        kind = item["type"]
        assert kind != "group" or item["item"]  # que-1
        assert kind != "display" or not {"item", "code", "required", "repeats", "readOnly", "initial"} & set(
            item
        )  # que-1, 3, 6, 8, 9
        assert kind in ("choice", "open-choice") or "answerOption" not in item  # que-5
        for condition in item.get("enableWhen", []):
            assert condition["question"] in link_ids[: link_ids.index(item["linkId"])]
            assert condition["operator"] == "="


def test_a_section_keeps_its_link_id_when_it_moves(tree: Tree, client: Client) -> None:
    tool = make_tool(tree)
    before = {group["text"]: group["linkId"] for group in read(client)["item"]}
    tool.questionnaire = json.dumps([section.get_prep_value() for section in reversed(tool.questionnaire)])
    tool.save()
    after = read(client)["item"]
    assert [group["text"] for group in after] == ["Numbers", "Home & heating"]
    assert {group["text"]: group["linkId"] for group in after} == before


def test_derived_from_a_visible_questionnaire_only(tree: Tree, client: Client) -> None:
    origin = make_tool(tree, slug="origin")
    guide = ToolPageFactory(parent=tree.tools, slug="guide")
    adapted = make_tool(tree, adapted_from=origin, adaptation_note="Shorter.")
    assert read(client)["derivedFrom"] == ["http://testserver/tools/origin/questionnaire.fhir.json"]
    origin.unpublish()
    assert "derivedFrom" not in read(client)
    assert "origin" not in client.get(address()).content.decode()
    ToolPage.objects.filter(pk=adapted.pk).update(adapted_from=guide)
    assert "derivedFrom" not in read(client)


def hide(tree: Tree, tool: ToolPage, state: str) -> None:
    match state:
        case "draft":
            tool.unpublish()
        case "expired":
            ToolPage.objects.filter(pk=tool.pk).update(expire_at=timezone.now() - timedelta(minutes=1))
        case "under an unpublished index":
            tree.tools.unpublish()
        case "no questions":
            ToolPage.objects.filter(pk=tool.pk).update(questionnaire="[]")
        case "elsewhere":
            ToolPage.objects.filter(pk=tool.pk).update(slug="moved", url_path=f"{tree.tools.url_path}moved/")
        case _:
            page = tree.tools if state.startswith("under") else tool
            kind = state.removeprefix("under ")
            PageViewRestriction.objects.create(page=page, restriction_type=kind, password="hush")


@pytest.mark.parametrize(
    "state",
    ["draft", "expired", "login", "password", "groups", "under login", "under password", "under an unpublished index",
     "no questions", "elsewhere"],
)  # fmt: skip
def test_what_may_not_be_seen_is_not_there(tree: Tree, client: Client, state: str, libraries: ModuleType) -> None:
    hide(tree, make_tool(tree), state)
    response = client.get(address())
    assert response.status_code == 404
    assert response["Content-Type"] == "application/fhir+json"
    outcome = json.loads(response.content)
    assert libraries.OperationOutcome(outcome, strict=True).issue[0].code == "not-found"
    libraries.OutcomeR4B.model_validate(outcome)
    assert "Deep social history" not in response.content.decode()


@pytest.mark.parametrize("path", ["unknown", "a/b/c", "%00", "x" * 3000, "deep-social-history/deep-social-history"])
def test_addresses_that_lead_nowhere(tree: Tree, client: Client, path: str) -> None:
    make_tool(tree)
    assert client.get(address(path)).status_code == 404


def test_a_draft_of_a_live_tool_stays_inside(tree: Tree, client: Client) -> None:
    tool = make_tool(tree)
    tool.title = "Not yet"
    tool.save_revision()
    assert read(client)["title"] == "Deep social history"


def test_members_read_private_questionnaires_and_caches_do_not_keep_them(tree: Tree, client: Client) -> None:
    tool = make_tool(tree)
    public = client.get(address())
    assert public["Cache-Control"] == "public, max-age=300"
    assert public["Access-Control-Allow-Origin"] == "*"
    hide(tree, tool, "login")
    client.force_login(get_user_model().objects.create_user("member", "member@example.org", "secret"))
    private = client.get(address())
    assert private.status_code == 200
    assert "private" in private["Cache-Control"]
    assert "public" not in private["Cache-Control"]
    assert "Access-Control-Allow-Origin" not in private


def test_conditional_requests(tree: Tree, client: Client) -> None:
    tool = make_tool(tree)
    first = client.get(address())
    assert client.get(address(), headers={"if-none-match": first["ETag"]}).status_code == 304
    assert client.get(address(), headers={"if-modified-since": first["Last-Modified"]}).status_code == 304
    head = client.head(address())
    assert (head.status_code, head.content, head["ETag"]) == (200, b"", first["ETag"])
    tool.summary = "Changed."
    tool.save_revision().publish()
    assert client.get(address(), headers={"if-none-match": first["ETag"]}).status_code == 200
    assert client.post(address()).status_code == 405


@given(st.text())
def test_any_title_gives_a_machine_name(title: str) -> None:
    assert re.fullmatch(r"[A-Z]([A-Za-z0-9_]){0,254}", machine_name(title))
