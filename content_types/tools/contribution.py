"""How a tool is made of what a member sends: its questions or its business case too, and its lineage where it is adapted from another."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import graphene
from django.utils.text import slugify

from content_types.core.contributions import (
    ContributedStep,
    RichText,
    TakesContributions,
    bounded,
    items,
    kind_of,
    put,
    put_steps,
    put_stream,
    web_address,
)
from content_types.core.errors import BadInput
from content_types.core.graphql.fields import list_of
from content_types.core.graphql.kinds import Kind
from content_types.tools.graphql_blocks import CostPeriod, QuestionnaireItemKind
from content_types.tools.models import ToolDownload, ToolPage


class ContributedQuestion(graphene.InputObjectType):
    """A question of a questionnaire."""

    text = graphene.String(required=True, description="The question as it is said aloud.")
    answer = graphene.InputField(
        QuestionnaireItemKind,
        description="What kind of answer it takes, all but GROUP; CHOICE where it has options, else STRING.",
    )
    options = graphene.InputField(list_of(graphene.String), description="The answers to choose from, in order.")
    is_required = graphene.Boolean(description="Whether nobody may pass over it; false where it is left out.")
    repeats = graphene.Boolean(description="Whether several options may be chosen.")
    unit = graphene.String(description="Of a QUANTITY: its unit in UCUM, such as kg.")
    wording_note = graphene.String(description="Why it is asked, and how to ask it kindly.")
    link_id = graphene.String(description="The code of the question; made for it where it is left out.")


class ContributedSection(graphene.InputObjectType):
    """Questions on one subject."""

    title = graphene.String(required=True, description="What they are about.")
    introduction = graphene.String(description="What to say before them.")
    questions = graphene.InputField(list_of(ContributedQuestion), required=True, description="The questions in order.")


class ContributedFigure(graphene.InputObjectType):
    """A local figure that argues for a case."""

    figure = graphene.String(required=True, description="Short: 1 in 3, 412 families.")
    label = graphene.String(required=True, description="What it counts, and where.")
    source_title = graphene.String(required=True, description="Where it comes from.")
    source_url = graphene.String(description="Where others can check it.")
    year = graphene.Int(description="Of the figure, four digits.")


class ContributedCost(graphene.InputObjectType):
    """What something costs."""

    item = graphene.String(required=True, description="What is paid for.")
    amount = graphene.Float(required=True, description="Pounds.")
    period = graphene.InputField(CostPeriod, description="How often; YEARLY where it is left out.")


class ContributedBusinessCase(graphene.InputObjectType):
    """A case for money or staff. Texts are in the form that `bodyFormat` says."""

    problem = graphene.String(description="What goes wrong now, and for whom.")
    local_figures = graphene.InputField(list_of(ContributedFigure), description="Figures from your own area.")
    ask = graphene.String(description="What you want, from whom, by when.")
    costs = graphene.InputField(list_of(ContributedCost), description="Everything it costs.")
    benefit = graphene.String(description="What changes, and how soon.")
    success_measures = graphene.InputField(list_of(graphene.String), description="How you will know that it worked.")


class ToolContribution(graphene.InputObjectType):
    """What a tool has beside what every contribution has."""

    kind = graphene.InputField(Kind, description="What people will hold in their hands; GUIDE where it is left out.")
    time_needed = graphene.Int(description="Minutes to use it once.")
    audience = graphene.String(description="Who it is for.")
    steps = graphene.InputField(list_of(ContributedStep), description="How to use it, in order.")
    questionnaire = graphene.InputField(
        list_of(ContributedSection), description="Of a SCREENING_QUESTIONNAIRE: its sections."
    )
    business_case = graphene.InputField(ContributedBusinessCase, description="Of a BUSINESS_CASE: its parts.")
    adaptation_note = graphene.String(description="Of an adaptation: what was changed, and why.")
    version = graphene.String(description="A number such as 1.0 or 2.1.")
    change_note = graphene.String(description="What is new in this version.")


def _fill(page: Any, given: Mapping[str, Any], rich_text: RichText) -> None:
    kind_of(page, given, ToolPage.Kind)
    put(page, given, "time_needed", "audience", "adaptation_note", "version", "change_note")
    put_steps(page, given, rich_text)
    if "questionnaire" in given:
        codes: set[str] = set()
        sections = [
            ("section", _section(one, number, codes))
            for number, one in enumerate(bounded(given["questionnaire"], "questionnaire"), 1)
        ]
        put_stream(page, "questionnaire", sections)
    if "business_case" in given:
        case = given["business_case"]
        put_stream(page, "business_case", [("business_case", _business_case(case, rich_text))] if case else [])


def _section(one: Mapping[str, Any], number: int, codes: set[str]) -> dict[str, Any]:
    questions = bounded(one["questions"], "questionnaire")
    return {
        "title": one["title"].strip(),
        "introduction": (one.get("introduction") or "").strip(),
        "items": items(enumerate(questions, 1), lambda nth: _question(nth[1], f"{number}-{nth[0]}", codes)),
        "link_id": "",
        "codes": [],
    }


def _question(one: Mapping[str, Any], default_code: str, codes: set[str]) -> dict[str, Any]:
    options = [text.strip() for text in bounded(one.get("options"), "questionnaire") if text.strip()]
    code = (one.get("link_id") or "").strip() or f"q-{default_code}"
    if code in codes:
        raise BadInput(f"Two questions have the code “{code[:40]}”. Give each its own, or none.", "questionnaire")
    codes.add(code)
    if one.get("answer") == "group":
        raise BadInput("A question has an answer. Make a section of questions that belong together.", "questionnaire")
    return {
        "link_id": code,
        "prefix": "",
        "text": one["text"].strip(),
        "kind": one.get("answer") or ("choice" if options else "string"),
        "required": bool(one.get("is_required")),
        "repeats": bool(one.get("repeats")),
        "options": items(_coded(options), lambda option: option),
        "unit": (one.get("unit") or "").strip(),
        "wording_note": (one.get("wording_note") or "").strip(),
        "enable_when_item": "",
        "enable_when_answer": "",
        "codes": [],
        "items": [],
    }


def _coded(options: list[str]) -> list[dict[str, Any]]:
    """Options with a code each, made of their words."""
    found: dict[str, dict[str, Any]] = {}
    for number, label in enumerate(options, 1):
        code = slugify(label)[:60].strip("-") or f"option-{number}"
        if code in found:
            code = f"{code}-{number}"
        found[code] = {"value": code, "label": label[:255], "system": ""}
    return list(found.values())


def _business_case(case: Mapping[str, Any], rich_text: RichText) -> dict[str, Any]:
    figures, costs = bounded(case.get("local_figures"), "businessCase"), bounded(case.get("costs"), "businessCase")
    measures = bounded(case.get("success_measures"), "businessCase")
    return {
        **{name: rich_text(case.get(name) or "") for name in ("problem", "ask", "benefit")},
        "local_figures": items(
            figures,
            lambda one: {
                **{name: one[name].strip() for name in ("figure", "label", "source_title")},
                "source_url": web_address(one.get("source_url"), "businessCase"),
                "year": one.get("year"),
            },
        ),
        "costs": items(
            costs,
            lambda one: {
                "item": one["item"].strip(),
                "amount": f"{one['amount']:.2f}",
                "period": one.get("period") or "yearly",
            },
        ),
        "success_measures": items(measures, lambda one: one.strip()),
    }


def _adapt(tool: ToolPage, page: ToolPage) -> None:
    page.adapted_from_id = tool.pk
    for name in ("kind", "time_needed", "audience"):
        setattr(page, name, getattr(tool, name))
    for name in ("steps", "questionnaire", "business_case"):
        setattr(page, name, json.dumps(list(getattr(tool, name).raw_data)))


def _attach(page: ToolPage, document: Any) -> None:
    if not any(one.document_id == document.pk for one in page.downloads.all()):
        page.downloads.add(ToolDownload(document=document))


CONTRIBUTIONS = TakesContributions(ToolContribution, _fill, attach=_attach, adapt=_adapt)
