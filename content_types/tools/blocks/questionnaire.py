"""The structure of questionnaires, as FHIR R4 knows it (http://hl7.org/fhir/R4/questionnaire.html)."""

from __future__ import annotations

from typing import Any

from wagtail import blocks

from content_types.core.streams import BlockNode
from content_types.tools.blocks import checks
from content_types.tools.coding import CODE, SYSTEMS

ITEM_KINDS = [
    ("choice", "One of the options"),
    ("open_choice", "One of the options, or other words"),
    ("boolean", "Yes or no"),
    ("string", "A few words"),
    ("text", "Several sentences"),
    ("integer", "A whole number"),
    ("decimal", "A number"),
    ("quantity", "A number with its unit"),
    ("date", "A date"),
    ("time", "A time of day"),
    ("date_time", "A date and time"),
    ("url", "An address on the web"),
    ("display", "No answer: something to say"),
    ("group", "No answer: questions that belong together"),
]
# Real questionnaires use what FHIR allows, such as /88122-7 or 1.2.a. A colon is ours: what is derived from a question has one.
LINK_ID = r"^[^\s:<>\"']{1,255}$"
LINK_ID_INVALID = (
    "Use up to 255 letters, digits and marks such as - . _ / without blanks or colons, such as home-1 or /88122-7."
)


class CodeBlock(blocks.StructBlock):
    """A code of a terminology that means the same."""

    system = blocks.ChoiceBlock(
        choices=SYSTEMS, default="loinc", label="Terminology", help_text="Where the code is from."
    )
    code = blocks.RegexBlock(
        regex=CODE,
        max_length=64,
        help_text="Such as 88122-7.",
        error_messages={"invalid": "Write the code alone, without blanks before, after or two together."},
    )
    display = blocks.CharBlock(required=False, max_length=255, label="Name", help_text="What the terminology calls it.")

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        return cleaned if self.is_deferred_validation else checks.check_code(cleaned, "code")

    class Meta:
        icon = "tag"
        label = "Code"


class AnswerOptionBlock(blocks.StructBlock):
    """One answer to choose."""

    value = blocks.RegexBlock(
        regex=CODE,
        max_length=100,
        help_text="A short code that stays the same when the words change, such as yes or not-said; or that of a terminology.",
        error_messages={
            "invalid": "Use letters, digits and marks, such as not-said; no blanks at the ends, nor two together."
        },
    )
    label = blocks.CharBlock(max_length=255, help_text="The words that are read out.")
    system = blocks.ChoiceBlock(
        choices=SYSTEMS,
        required=False,
        label="Terminology",
        help_text="Where the code is from. Leave empty for a code of your own.",
    )

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        return cleaned if self.is_deferred_validation else checks.check_code(cleaned, "value")


CONDITION_WORDS = "enable_when_words"  # beside the stored children, once the questionnaire has been read as a whole


def nested(item: BlockNode) -> list[BlockNode]:
    """The items below an item."""
    return item.items("items") if "items" in item.block.child_blocks else []


class ItemBlock(blocks.StructBlock):
    """What a question has at any depth."""

    link_id = blocks.RegexBlock(
        regex=LINK_ID,
        label="Question code",
        help_text="Names the question for ever, such as home-1. Do not reuse it for another question.",
        error_messages={"invalid": LINK_ID_INVALID},
    )
    prefix = blocks.CharBlock(
        required=False, max_length=20, label="Number", help_text="Optional, as on paper: 1. or 2a."
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
    unit = blocks.RegexBlock(
        regex=r"^[\x21-\x7e]+$",
        required=False,
        max_length=40,
        help_text="For a number: its unit in UCUM, such as kg, cm, wk, or {persons} for things counted.",
        error_messages={"invalid": "Write the unit as UCUM does, without blanks: kg, cm, mm[Hg], {persons}."},
    )
    wording_note = blocks.TextBlock(required=False, help_text="Why it is asked, and how to ask it kindly.")
    enable_when_item = blocks.CharBlock(
        required=False, max_length=255, label="Ask only after", help_text="The code of an earlier question …"
    )
    enable_when_answer = blocks.CharBlock(
        required=False,
        max_length=255,
        label="… was answered with",
        help_text="… and the option's code, true or false, or the number or day.",
    )
    codes = blocks.ListBlock(
        CodeBlock(),
        default=[],
        help_text="Optional: what LOINC, SNOMED CT or ICD-10 call this question, for clinical systems.",
    )

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        return cleaned if self.is_deferred_validation else checks.check_item(cleaned)

    class Meta:
        icon = "help"
        label = "Question"


class InnermostItemBlock(ItemBlock):
    """A question in a group of a group; nothing stands below it."""

    kind = blocks.ChoiceBlock(
        choices=ITEM_KINDS[:-1], default="choice", label="Answer", help_text="What kind of answer it takes."
    )


class InnerItemBlock(ItemBlock):
    """A question in a group."""

    items = blocks.ListBlock(InnermostItemBlock(), default=[], help_text="For a group: its questions.")


class QuestionnaireItemBlock(ItemBlock):
    """A question of a section. Two levels may stand below it, as deep as the questionnaires that clinicians use."""

    items = blocks.ListBlock(
        InnerItemBlock(),
        default=[],
        help_text="For a group: its questions. Below a question: what belongs to its answer.",
    )


class QuestionnaireSectionBlock(blocks.StructBlock):
    """Questions on one subject."""

    title = blocks.CharBlock(max_length=150, help_text="Such as “Home and heating”.")
    introduction = blocks.TextBlock(required=False, help_text="What to say before the questions.")
    items = blocks.ListBlock(QuestionnaireItemBlock(), min_num=1, help_text="The questions in order.")
    link_id = blocks.RegexBlock(
        regex=LINK_ID,
        required=False,
        label="Section code",
        help_text="Optional: the code that the section has in clinical systems, such as /93043-8.",
        error_messages={"invalid": LINK_ID_INVALID},
    )
    codes = blocks.ListBlock(CodeBlock(), default=[], help_text="Optional: what LOINC or SNOMED CT call this section.")

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
        errors = [] if self.is_deferred_validation else checks.errors_between_items(cleaned)
        if errors:
            raise blocks.StreamBlockValidationError(non_block_errors=errors)
        return cleaned
