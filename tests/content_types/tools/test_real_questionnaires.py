"""Questionnaires that clinicians use: written in the form's own rules, imported and exported, and valid as FHIR R4."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from content_types.tools.blocks import QuestionnaireBlock
from content_types.tools.coding import check_code
from content_types.tools.factories import ToolPageFactory
from content_types.tools.models import ToolPage
from tests.support.questionnaires import REAL
from tests.support.tree import Tree

LOINC = "http://loinc.org"


def make(tree: Tree, name: str) -> ToolPage:
    questionnaire = [("section", section) for section in REAL[name]]
    tool: ToolPage = ToolPageFactory(
        parent=tree.tools, slug=name, kind="screening_questionnaire", questionnaire=questionnaire
    )
    return ToolPage.objects.get(pk=tool.pk)


def resource_of(client: Client, name: str) -> dict[str, Any]:
    response = client.get(f"/tools/{name}/questionnaire.fhir.json")
    assert response.status_code == 200, response.content
    found: dict[str, Any] = json.loads(response.content)
    return found


def walk(items: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for item in items:
        yield item
        yield from walk(item.get("item", []))


def written(items: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for item in items:
        yield item
        yield from written(item.get("items", []))


def told(client: Client, name: str) -> dict[str, dict[str, Any]]:
    return {item["linkId"]: item for item in walk(resource_of(client, name)["item"])}


@pytest.mark.parametrize("name", REAL)
def test_the_form_takes_it(tree: Tree, name: str) -> None:
    tool = make(tree, name)
    block = ToolPage._meta.get_field("questionnaire").stream_block
    tool.questionnaire = block.clean(tool.questionnaire)
    tool.full_clean()
    assert [section.value["link_id"] for section in tool.questionnaire] == [one["link_id"] for one in REAL[name]]


@pytest.mark.parametrize("name", REAL)
def test_two_libraries_read_it_and_every_code_stays(tree: Tree, client: Client, name: str) -> None:
    from tests.content_types.tools import fhir_libraries

    make(tree, name)
    resource = resource_of(client, name)
    fhir_libraries.Questionnaire(resource, strict=True)
    fhir_libraries.QuestionnaireR4B.model_validate(resource)
    found = told(client, name)
    for item in written([{"items": section["items"], **section} for section in REAL[name]]):
        shown = found[item["link_id"]]
        assert [one["code"] for one in shown.get("code", [])] == [one["code"] for one in item.get("codes", [])]
        assert {one["system"] for one in shown.get("code", [])} <= {LOINC}
        options = [one["valueCoding"] for one in shown.get("answerOption", [])]
        assert options == [
            {"system": LOINC, "code": one["value"], "display": one["label"]} for one in item.get("options", [])
        ]
    assert len(found) == len(list(walk(resource["item"])))


def test_groups_stand_in_groups_and_conditions_hold_between_them(tree: Tree, client: Client) -> None:
    make(tree, "ahc-hrsn")
    (core, more) = resource_of(client, "ahc-hrsn")["item"]
    safety = core["item"][-1]
    assert (safety["linkId"], safety["type"]) == ("safety", "group")
    assert [one["linkId"] for one in safety["item"]] == ["safety:note", "safety.harm", "/95614-4"]
    assert [one["linkId"] for one in safety["item"][1]["item"]] == ["/95618-5", "/95617-7"]
    assert [one["type"] for one in more["item"]] == ["integer", "quantity", "time", "text", "dateTime"]
    assert more["item"][3]["enableWhen"] == [{"question": "sleep", "operator": "=", "answerTime": "23:30:00"}]


def test_units_are_those_of_the_standard(tree: Tree, client: Client) -> None:
    make(tree, "ahc-hrsn")
    found = told(client, "ahc-hrsn")
    units = {key: item["extension"] for key, item in found.items() if "unit" in str(item.get("extension", ""))}
    base = "http://hl7.org/fhir/StructureDefinition/questionnaire-unit"
    coding = {"system": "http://unitsofmeasure.org"}
    assert units == {
        "/95614-4": [{"url": base, "valueCoding": coding | {"code": "{score}", "display": "{score}"}}],
        "/68516-4": [{"url": f"{base}Option", "valueCoding": coding | {"code": "min/d", "display": "min/d"}}],
    }


ITEM = (
    "linkId kind prefix unit codes { system code } options { value system } enableWhen { item answer question label }"
)
QUERY = f"""query($p: String!) {{ page(by: {{path: $p}}) {{ ... on Tool {{ questionnaire {{ itemCount sections {{
  linkId codes {{ code }} items {{ {ITEM} items {{ {ITEM} items {{ {ITEM} }} }} }} }} }} }} }} }}"""


@pytest.mark.parametrize("name", REAL)
def test_graphql_tells_the_same_as_fhir(tree: Tree, client: Client, graphql: Any, name: str) -> None:
    make(tree, name)
    fhir = told(client, name)
    questionnaire = graphql(QUERY, p=f"/tools/{name}/")["page"]["questionnaire"]
    items = [one for section in questionnaire["sections"] for one in written(section["items"])]
    assert questionnaire["itemCount"] == sum(one["kind"] not in ("GROUP", "DISPLAY") for one in items)
    for one in items:
        same = fhir[one["linkId"]]
        assert (one["enableWhen"] is not None) is ("enableWhen" in same)
        assert one["codes"] == [{"system": code["system"], "code": code["code"]} for code in same.get("code", [])]
        assert (one["prefix"], len(one["options"])) == (same.get("prefix"), len(same.get("answerOption", [])))


def test_graphql_says_conditions_in_words(tree: Tree, graphql: Any) -> None:
    make(tree, "prapare")
    sections = graphql(QUERY, p="/tools/prapare/")["page"]["questionnaire"]["sections"]
    found = {one["linkId"]: one["enableWhen"] for section in sections for one in written(section["items"])}
    assert found["/93033-9"] == {
        "item": "/71802-3",
        "answer": "LA30189-7",
        "question": "What is your housing situation today?",
        "label": "I have housing",
    }


def question(link_id: str, kind: str = "string", **more: Any) -> dict[str, Any]:
    return {"link_id": link_id, "text": "?", "kind": kind, **more}


def errors_of(*items: dict[str, Any]) -> str:
    """What the form says of a questionnaire with these items; empty where it takes them."""
    block = QuestionnaireBlock()
    value = block.to_python([{"type": "section", "value": {"title": "S", "items": list(items)}}])
    try:
        block.clean(value)
    except ValidationError as error:
        return repr(error.as_json_data() if hasattr(error, "as_json_data") else error)
    return ""


OPTIONS = [{"value": "a b", "label": "A"}, {"value": "LA33-6", "label": "Yes", "system": "loinc"}]
GOOD = [
    ("choice", "a b"), ("choice", "LA33-6"), ("open_choice", "something else"), ("boolean", "true"),
    ("boolean", "False"),
    ("integer", "-3"), ("decimal", "2.5"), ("quantity", "1e2"), ("date", "2026-02-28"), ("time", "08:00"),
    ("time", "23:59:59"), ("date_time", "2026-02-28T08:00+01:00"), ("date_time", "2026-02-28T08:00:00Z"),
    ("string", "five"), ("text", "five"), ("url", "https://example.org/"),
]  # fmt: skip
BAD = [
    ("choice", "A"), ("boolean", "yes"), ("integer", "five"), ("integer", "2.5"), ("integer", "3000000000"),
    ("integer", "1_000"), ("decimal", "NaN"), ("decimal", "2,5"), ("quantity", "5 kg"), ("date", "2026-02-30"),
    ("date", "20260228"), ("date", "tomorrow"), ("time", "24:00"), ("time", "8"), ("date_time", "2026-02-28T08:00"),
    ("date_time", "2026-02-28"), ("display", "true"), ("group", "true"),
]  # fmt: skip


def before(kind: str) -> dict[str, Any]:
    more: dict[str, Any] = {"options": OPTIONS} if "choice" in kind else {}
    if kind == "group":
        more = {"items": [question("inner")]}
    return question("q", kind, **more)


@pytest.mark.parametrize(("kind", "answer"), GOOD)
def test_a_condition_that_can_hold_is_taken(kind: str, answer: str) -> None:
    assert errors_of(before(kind), question("then", enable_when_item="q", enable_when_answer=answer)) == ""


@pytest.mark.parametrize(("kind", "answer"), BAD)
def test_a_condition_that_can_never_hold_is_rejected(kind: str, answer: str) -> None:
    said = errors_of(before(kind), question("then", enable_when_item="q", enable_when_answer=answer))
    assert "“then” waits for " in said
    assert "“q”" in said


@pytest.mark.parametrize(("kind", "answer"), BAD)
def test_what_was_stored_before_it_was_rejected_stays_a_condition(
    tree: Tree, client: Client, graphql: Any, kind: str, answer: str
) -> None:
    items = [before(kind), question("then", enable_when_item="q", enable_when_answer=answer)]
    section = {"title": "S", "items": items}
    ToolPageFactory(parent=tree.tools, slug="old", kind="screening_questionnaire", questionnaire=[("section", section)])
    assert told(client, "old")["then"]["enableWhen"] == [{"question": "q", "operator": "=", "answerString": answer}]
    found = graphql("{ tools { nodes { questionnaire { sections { items { enableWhen { item answer } } } } } } }")
    assert found["tools"]["nodes"][0]["questionnaire"]["sections"][0]["items"][1]["enableWhen"] == {
        "item": "q",
        "answer": answer,
    }


@pytest.mark.parametrize(
    ("items", "said"),
    [
        ([question("a"), question("b", "group", items=[question("a")])], "Two questions have the code “a”"),
        ([question("b", enable_when_item="c", enable_when_answer="x"), question("c")], "does not come before it"),
        ([question("b", "group")], "Add the questions of the group"),
        ([question("b", "display", items=[question("c")])], "Nothing can stand below something to say"),
        ([question("b", "display", codes=[{"system": "loinc", "code": "88122-7"}])], "has no code"),
        ([question("b", unit="kg")], "Only a number has a unit"),
        ([question("b", codes=[{"system": "loinc", "code": "88122-8"}])], "is not a LOINC code"),
        ([question("a b")], "without blanks or colons"),
        ([question("section:1")], "without blanks or colons"),
        ([question("b", "choice", options=[{"value": "a  b", "label": "B"}])], "no blanks"),
    ],
)  # fmt: skip
def test_what_contradicts_itself_is_rejected_with_a_remedy(items: list[dict[str, Any]], said: str) -> None:
    assert said in errors_of(*items)


@pytest.mark.parametrize("link_id", ["/88122-7", "/93043-8/32624-9", "1.2.a", "q_1", "Q(1)", "home-1", "x" * 255])
def test_codes_of_questions_as_real_forms_have_them(link_id: str) -> None:
    assert errors_of(question(link_id)) == ""


CODES = [
    ("loinc", "88122-7", True), ("loinc", "93025-5", True), ("loinc", "LA28397-0", True), ("loinc", "88122-6", False),
    ("loinc", "88122", False), ("snomed", "733423003", True), ("snomed", "22298006", True),
    ("snomed", "733423004", False), ("snomed", "12345", False), ("icd10", "Z59.4", True), ("icd10", "z59", False),
    ("absent", "asked-declined", True),
]  # fmt: skip


@pytest.mark.parametrize(("system", "code", "good"), CODES)
def test_a_slip_in_a_code_is_seen(system: str, code: str, good: bool) -> None:
    if good:
        check_code(system, code)
    else:
        with pytest.raises(ValidationError, match=code):
            check_code(system, code)


def test_markdown_says_conditions_in_words(tree: Tree, client: Client) -> None:
    make(tree, "prapare")
    text = client.get("/tools/prapare.md").content.decode()
    assert "Only if “What is your housing situation today?” was answered “I have housing”." in text
    assert "Only if “Which race(s) are you?” was answered “Other”." in text
    assert "“”" not in text
    assert "In {#}." in text
