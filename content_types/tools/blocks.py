"""The structure of questionnaires and business cases."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.blocks.list_block import ListBlockValidationError
from wagtail.blocks.struct_block import StructBlockValidationError

from content_types.core.blocks.text import InlineRichText
from content_types.core.graphql.fields import Boolean, Enum, Float, Int, String, field, list_of
from content_types.core.richtext import RichTextContent
from content_types.core.streams import BlockNode, item_type

ITEM_KINDS = [
    ("choice", "One of the options"),
    ("open_choice", "One of the options, or other words"),
    ("boolean", "Yes or no"),
    ("string", "A few words"),
    ("text", "Several sentences"),
    ("integer", "A whole number"),
    ("decimal", "A number"),
    ("date", "A date"),
    ("display", "No answer: something to say"),
]
KINDS_WITH_OPTIONS = {"choice", "open_choice"}

QuestionnaireItemKind = Enum("QuestionnaireItemKind", ITEM_KINDS, "What kind of answer an item takes.")


@item_type("AnswerOption", "One answer to choose.")
class AnswerOptionBlock(blocks.StructBlock):
    """One answer to choose."""

    value = blocks.RegexBlock(
        regex=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$",
        help_text="A short code that stays the same when the words change, such as yes or not-said.",
        error_messages={"invalid": "Use letters, digits, hyphens, dots and underscores only, such as not-said."},
    )
    label = blocks.CharBlock(max_length=200, help_text="The words that are read out.")

    graphql_fields = [
        field("value", String, "The code that is stored; stays when the words change.", required=True),
        field("label", String, "The words that are read out.", required=True),
    ]


@item_type("EnableWhen", "The answer that makes an item be asked.")
class EnableWhenType(blocks.StructBlock):
    """Not a block of its own in the editor: the two ``enable_when_`` children of an item, as one object."""

    graphql_fields = [
        field(
            "item",
            String,
            "The `linkId` of the earlier item.",
            required=True,
            resolve=lambda n, i: n.get("enable_when_item"),
        ),
        field(
            "answer",
            String,
            "The option value, or true / false.",
            required=True,
            resolve=lambda n, i: n.get("enable_when_answer"),
        ),
    ]


@item_type("QuestionnaireItem", "One question.")
class QuestionnaireItemBlock(blocks.StructBlock):
    """One question of a questionnaire."""

    link_id = blocks.RegexBlock(
        regex=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$",
        label="Question code",
        help_text="Names the question for ever, such as home-1. Do not reuse it for another question.",
        error_messages={"invalid": "Use letters, digits, hyphens, dots and underscores only, such as home-1."},
    )
    text = blocks.TextBlock(help_text="The question as it is said aloud.")
    kind = blocks.ChoiceBlock(
        choices=ITEM_KINDS, default="choice", label="Answer", help_text="What kind of answer it takes."
    )
    required = blocks.BooleanBlock(
        required=False, help_text="Tick only if nobody may pass over it. People may always decline."
    )
    repeats = blocks.BooleanBlock(
        required=False, label="Several answers", help_text="Tick if more than one option may be chosen."
    )
    options = blocks.ListBlock(
        AnswerOptionBlock(), default=[], help_text="The answers to choose from, for the two “options” kinds."
    )
    wording_note = blocks.TextBlock(required=False, help_text="Why it is asked, and how to ask it kindly.")
    enable_when_item = blocks.CharBlock(
        required=False, max_length=64, label="Ask only after", help_text="The code of an earlier question …"
    )
    enable_when_answer = blocks.CharBlock(
        required=False,
        max_length=64,
        label="… was answered with",
        help_text="… and the option's code, or true or false.",
    )

    graphql_fields = [
        field("link_id", String, "Names the question for ever.", required=True),
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
            list_of(lambda: AnswerOptionBlock.graphql_type),
            "The answers to choose from.",
            required=True,
            resolve=lambda n, i: n.items("options"),
        ),
        field("wording_note", String, "Why it is asked, and how to ask it kindly."),
        field(
            "enable_when",
            lambda: EnableWhenType.graphql_type,
            "Ask only after this answer; null means always.",
            resolve=lambda n, i: n if n.get("enable_when_item") else None,
        ),
    ]

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        errors: dict[str, ValidationError] = {}
        if value["kind"] in KINDS_WITH_OPTIONS and not value["options"]:
            errors["options"] = ListBlockValidationError(
                non_block_errors=[ValidationError("Add the answers to choose from, or choose another kind of answer.")]
            )
        if value["kind"] not in KINDS_WITH_OPTIONS and value["options"]:
            errors["kind"] = ValidationError(
                "This kind of answer has no options. Choose “One of the options”, or remove them."
            )
        codes = [option["value"] for option in value["options"]]
        if len(codes) != len(set(codes)):
            errors["options"] = ListBlockValidationError(
                non_block_errors=[ValidationError("Two options have the same code. Give each its own.")]
            )
        if bool(value["enable_when_item"]) != bool(value["enable_when_answer"]):
            errors["enable_when_item"] = ValidationError("Fill in both the question and the answer, or neither.")
        if errors:
            raise StructBlockValidationError(errors)
        return value

    class Meta:
        icon = "help"
        label = "Question"


@item_type("QuestionnaireSection", "Questions on one subject.")
class QuestionnaireSectionBlock(blocks.StructBlock):
    """Questions on one subject."""

    title = blocks.CharBlock(max_length=150, help_text="Such as “Home and heating”.")
    introduction = blocks.TextBlock(required=False, help_text="What to say before the questions.")
    items = blocks.ListBlock(QuestionnaireItemBlock(), min_num=1, help_text="The questions in order.")

    graphql_fields = [
        field("title", String, "The subject.", required=True),
        field("introduction", String, "What to say before the questions."),
        field(
            "items",
            list_of(lambda: QuestionnaireItemBlock.graphql_type),
            "The questions in order.",
            required=True,
            resolve=lambda n, i: n.items("items"),
        ),
    ]

    class Meta:
        icon = "list-ul"
        label = "Section"
        description = "Questions on one subject"
        preview_value = {
            "title": "Home and heating",
            "introduction": "We ask everybody these questions.",
            "items": [
                {
                    "link_id": "home-1",
                    "text": "Is your home warm and dry enough for your child?",
                    "kind": "choice",
                    "options": [{"value": "yes", "label": "Yes"}, {"value": "no", "label": "No"}],
                    "wording_note": "Ask about the home, never about how it is kept.",
                }
            ],
        }


class QuestionnaireBlock(blocks.StreamBlock):
    """A questionnaire: sections of items. Checks what concerns several items at once."""

    section = QuestionnaireSectionBlock()

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        options: dict[str, set[str] | None] = {}
        errors: list[ValidationError] = []
        for child in cleaned:
            for item in child.value["items"]:
                code = item["link_id"]
                if code in options:
                    errors.append(ValidationError(f"Two questions have the code “{code}”. Give each question its own."))
                before, answer = item["enable_when_item"], item["enable_when_answer"]
                if before and before not in options:
                    errors.append(
                        ValidationError(
                            f"“{code}” is asked only after “{before}”, which does not come before it. Correct the code or move the question."
                        )
                    )
                elif before and (offered := options[before]) is not None and answer not in offered:
                    errors.append(
                        ValidationError(
                            f"“{code}” waits for the answer “{answer}”, which “{before}” does not offer. Use one of its option codes."
                        )
                    )
                options[code] = _answers(item)
        if errors:
            raise blocks.StreamBlockValidationError(non_block_errors=errors)
        return cleaned


def _answers(item: Any) -> set[str] | None:
    """The answers that another item may wait for; None means that any will do."""
    if item["kind"] == "choice":
        return {option["value"] for option in item["options"]}
    return {"true", "false"} if item["kind"] == "boolean" else None


PERIODS = [("one_off", "Once"), ("monthly", "A month"), ("yearly", "A year")]
CostPeriod = Enum("CostPeriod", PERIODS, "How often a cost falls due.")


@item_type("LocalFigure", "A local figure with its source.")
class LocalFigureBlock(blocks.StructBlock):
    """A local figure that argues for the case."""

    figure = blocks.CharBlock(max_length=40, help_text="Short: 1 in 3, 412 families.")
    label = blocks.CharBlock(max_length=200, help_text="What it counts, and where.")
    source_title = blocks.CharBlock(max_length=200, help_text="Where the figure comes from.")
    source_url = blocks.URLBlock(required=False, label="Source address", help_text="Where others can check it.")
    year = blocks.IntegerBlock(required=False, min_value=1900, max_value=2100, help_text="Of the figure, four digits.")

    graphql_fields = [
        field("figure", String, "The figure as written.", required=True),
        field("label", String, "What it counts, and where.", required=True),
        field("source_title", String, "Where it comes from.", required=True),
        field("source_url", String, "Where it can be checked."),
        field("year", Int, "Year of the figure."),
    ]


@item_type("Cost", "One cost.")
class CostBlock(blocks.StructBlock):
    """One cost of a business case."""

    item = blocks.CharBlock(max_length=200, help_text="What is paid for.")
    amount = blocks.DecimalBlock(min_value=0, max_digits=12, decimal_places=2, help_text="Pounds, without a sign.")
    period = blocks.ChoiceBlock(choices=PERIODS, default="yearly", help_text="How often.")

    graphql_fields = [
        field("item", String, "What is paid for.", required=True),
        field("amount", Float, "Pounds sterling.", required=True, resolve=lambda n, i: float(n.get("amount"))),
        field("period", CostPeriod, "How often it falls due.", required=True),
    ]


@item_type("BusinessCase", "An argued case for money or staff, to adapt.")
class BusinessCaseBlock(blocks.StructBlock):
    """A case for money or staff: problem, local figures, ask, costs, benefit."""

    problem = InlineRichText(help_text="What goes wrong now, and for whom.")
    local_figures = blocks.ListBlock(
        LocalFigureBlock(), min_num=1, help_text="Figures from your own area persuade most."
    )
    ask = InlineRichText(help_text="What you want, from whom, by when.")
    costs = blocks.ListBlock(CostBlock(), min_num=1, help_text="Everything it costs, salaries with on-costs.")
    benefit = InlineRichText(help_text="What changes, and how soon.")
    success_measures = blocks.ListBlock(
        blocks.CharBlock(max_length=200), default=[], help_text="How you will know that it worked."
    )

    graphql_fields = [
        field(
            "problem",
            RichTextContent,
            "What goes wrong now, and for whom.",
            required=True,
            resolve=lambda n, i: n.rich_text("problem"),
        ),
        field(
            "local_figures",
            list_of(lambda: LocalFigureBlock.graphql_type),
            "Figures of the area, with sources.",
            required=True,
            resolve=lambda n, i: n.items("local_figures"),
        ),
        field("ask", RichTextContent, "What is asked for.", required=True, resolve=lambda n, i: n.rich_text("ask")),
        field(
            "costs",
            list_of(lambda: CostBlock.graphql_type),
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
        field("benefit", RichTextContent, "What changes.", required=True, resolve=lambda n, i: n.rich_text("benefit")),
        field(
            "success_measures",
            list_of(String),
            "How one will know that it worked.",
            required=True,
            resolve=lambda n, i: [item.raw for item in n.items("success_measures")],
        ),
    ]

    class Meta:
        icon = "form"
        label = "Business case"
        description = "Problem, local figures, ask, costs and benefit"
        preview_value = {
            "problem": "<p>Families miss appointments because nobody can go to their door.</p>",
            "local_figures": [
                {
                    "figure": "412",
                    "label": "families missed two appointments",
                    "source_title": "Trust data",
                    "year": 2025,
                }
            ],
            "ask": "<p>One community health worker for two years.</p>",
            "costs": [{"item": "Community health worker, band 4", "amount": "31000", "period": "yearly"}],
            "benefit": "<p>Fewer missed appointments within six months.</p>",
            "success_measures": ["Families seen within two weeks"],
        }


def yearly_cost(node: BlockNode) -> float:
    """Pounds a year: yearly costs, and monthly ones times twelve."""
    times = {"yearly": 1, "monthly": 12, "one_off": 0}
    return round(sum(float(cost.get("amount")) * times[cost.get("period")] for cost in node.items("costs")), 2)
