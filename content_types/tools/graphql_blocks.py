"""What the API shows of the blocks of questionnaires and business cases."""

from __future__ import annotations

from typing import Any

import graphene

from content_types.core.graphql.block_types import BlockApi, block_type
from content_types.core.graphql.cost import costs
from content_types.core.graphql.fields import Awaited, Boolean, Enum, Float, Int, String, field, list_of
from content_types.core.graphql.rich_text import RichTextType
from content_types.core.graphql.scalars import URL
from content_types.core.streams import BlockNode
from content_types.tools.blocks.business_case import PERIODS, BusinessCaseBlock, CostBlock, LocalFigureBlock
from content_types.tools.blocks.questionnaire import (
    CONDITION_WORDS,
    ITEM_KINDS,
    AnswerOptionBlock,
    CodeBlock,
    ItemBlock,
    QuestionnaireSectionBlock,
    nested,
)
from content_types.tools.coding import URLS

QuestionnaireItemKind = Enum("QuestionnaireItemKind", ITEM_KINDS, "What kind of answer an item takes.")


@costs(length=1)  # most items have none
def _codes(node: BlockNode, info: Any) -> list[BlockNode]:
    return node.items("codes")


CODES = field(
    "codes",
    list_of(block_type(CodeBlock)),
    "What terminologies call it.",
    required=True,
    resolve=_codes,
)


class EnableWhen(graphene.ObjectType):
    """The answer that makes an item be asked."""

    item = graphene.String(required=True, description="The `linkId` of the earlier item.")
    answer = graphene.String(required=True, description="The option value, or true / false.")
    question = graphene.String(description="What the earlier item asks.")
    label = graphene.String(description="The answer in words.")


def enable_when(item: BlockNode) -> EnableWhen | None:
    """The condition of an item; None where there is none."""
    before = item.get("enable_when_item")
    if not before:
        return None
    told = item.raw.get(CONDITION_WORDS) or {}
    return EnableWhen(
        item=before,
        answer=item.get("enable_when_answer"),
        question=told.get("question") or None,
        label=told.get("label") or None,
    )


@costs(length=1)  # most items have none
def _nested(item: BlockNode, info: Any) -> list[BlockNode]:
    return nested(item)


CostPeriod = Enum("CostPeriod", PERIODS, "How often a cost falls due.")


def yearly_cost(node: BlockNode) -> float:
    """Pounds a year: yearly costs, and monthly ones times twelve."""
    times = {"yearly": 1, "monthly": 12, "one_off": 0}
    return round(sum(amount(cost) * times[cost.get("period")] for cost in node.items("costs")), 2)


def amount(cost: BlockNode) -> float:
    """Pounds. Raises DraftIncomplete where a draft does not say it yet."""
    return float(Awaited("amount").read(cost))


BLOCKS = [
    BlockApi(
        CodeBlock,
        "A code of a terminology, as FHIR's Coding.",
        [
            field(
                "system",
                String,
                "Address of the terminology, such as `http://loinc.org`.",
                required=True,
                resolve=lambda n, i: URLS[n.get("system")],
            ),
            field("code", String, "The code.", required=True),
            field("display", String, "What the terminology calls it."),
        ],
        name="Coding",
    ),
    BlockApi(
        AnswerOptionBlock,
        "One answer to choose.",
        [
            field("value", String, "The code that is stored; stays when the words change.", required=True),
            field("label", String, "The words that are read out.", required=True),
            field(
                "system",
                String,
                "Address of the terminology that the code is from; null for one of this questionnaire.",
                resolve=lambda n, i: URLS.get(n.get("system")),
            ),
        ],
        name="AnswerOption",
    ),
    BlockApi(
        ItemBlock,
        "One question, or several that belong together.",
        [
            field("link_id", String, "Names the question for ever.", required=True),
            field("prefix", String, "Its number on paper."),
            field("text", String, "The question as it is said.", required=True),
            field("kind", QuestionnaireItemKind, "What kind of answer it takes.", required=True),
            field(
                "required",
                Boolean,
                "Whether it must be answered.",
                required=True,
                resolve=lambda n, i: bool(n.get("required")),
            ),
            field(
                "repeats",
                Boolean,
                "Whether it may have several answers.",
                required=True,
                resolve=lambda n, i: bool(n.get("repeats")),
            ),
            field(
                "options",
                list_of(block_type(AnswerOptionBlock)),
                "The answers to choose from.",
                required=True,
                resolve=lambda n, i: n.items("options"),
            ),
            field("unit", String, "The unit of a number, in UCUM."),
            field("wording_note", String, "Why it is asked, and how to ask it kindly."),
            field(
                "enable_when",
                EnableWhen,
                "Ask only after this answer; null means always.",
                resolve=lambda n, i: enable_when(n),
            ),
            CODES,
            field(
                "items",
                list_of(block_type(ItemBlock)),
                "The questions of a group, or what is asked right below this one.",
                required=True,
                resolve=_nested,
            ),
        ],
        name="QuestionnaireItem",
    ),
    BlockApi(
        QuestionnaireSectionBlock,
        "Questions on one subject.",
        [
            field("title", String, "The subject.", required=True),
            field("introduction", String, "What to say before the questions."),
            field(
                "items",
                list_of(block_type(ItemBlock)),
                "The questions in order.",
                required=True,
                resolve=lambda n, i: n.items("items"),
            ),
            field("link_id", String, "Its code in clinical systems; null where editors gave none."),
            CODES,
        ],
        name="QuestionnaireSection",
    ),
    BlockApi(
        LocalFigureBlock,
        "A local figure with its source.",
        [
            field("figure", String, "The figure as written.", required=True),
            field("label", String, "What it counts, and where.", required=True),
            field("source_title", String, "Where it comes from.", required=True),
            field("source_url", URL, "Where it can be checked."),
            field("year", Int, "Year of the figure."),
        ],
        name="LocalFigure",
    ),
    BlockApi(
        CostBlock,
        "One cost.",
        [
            field("item", String, "What is paid for.", required=True),
            field("amount", Float, "Pounds sterling.", required=True, resolve=lambda n, i: amount(n)),
            field("period", CostPeriod, "How often it falls due.", required=True),
        ],
        name="Cost",
    ),
    BlockApi(
        BusinessCaseBlock,
        "An argued case for money or staff, to adapt.",
        [
            field(
                "problem",
                RichTextType,
                "What goes wrong now, and for whom.",
                required=True,
                resolve=lambda n, i: n.rich_text("problem"),
            ),
            field(
                "local_figures",
                list_of(block_type(LocalFigureBlock)),
                "Figures of the area, with sources.",
                required=True,
                resolve=lambda n, i: n.items("local_figures"),
            ),
            field("ask", RichTextType, "What is asked for.", required=True, resolve=lambda n, i: n.rich_text("ask")),
            field(
                "costs",
                list_of(block_type(CostBlock)),
                "What it costs.",
                required=True,
                resolve=lambda n, i: n.items("costs"),
            ),
            field(
                "yearly_cost",
                Float,
                "Pounds a year, monthly costs times twelve, one-off costs left out.",
                required=True,
                resolve=lambda n, i: yearly_cost(n),
            ),
            field("benefit", RichTextType, "What changes.", required=True, resolve=lambda n, i: n.rich_text("benefit")),
            field(
                "success_measures",
                list_of(String),
                "How one will know that it worked.",
                required=True,
                resolve=lambda n, i: [item.raw for item in n.items("success_measures")],
            ),
        ],
        name="BusinessCase",
    ),
]
