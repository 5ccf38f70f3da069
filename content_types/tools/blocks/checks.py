"""What a questionnaire must hold to: rules of one item, and of several together."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from wagtail.blocks.list_block import ListBlockValidationError
from wagtail.blocks.struct_block import StructBlockValidationError

from content_types.tools import coding
from content_types.tools.answers import ANSWERLESS, EXAMPLES, WITH_OPTIONS, WITH_UNIT, typed


def check_code(value: Any, name: str) -> Any:
    """Reject a code that its terminology cannot have; gives the value back."""
    try:
        coding.check_code(value["system"], value[name])
    except ValidationError as error:
        raise StructBlockValidationError({name: error}) from error
    return value


def check_item(value: Any) -> Any:
    """Reject what contradicts itself in one question; gives the value back."""
    errors = {
        name: ListBlockValidationError(non_block_errors=[ValidationError(message)])
        if name in ("options", "items", "codes")
        else ValidationError(message)
        for name, message in _contradictions(value)
    }
    if errors:
        raise StructBlockValidationError(errors)
    return value


def _contradictions(value: Any) -> Iterator[tuple[str, str]]:
    kind, options = value["kind"], value["options"]
    if kind in WITH_OPTIONS and not options:
        yield "options", "Add the answers to choose from, or choose another kind of answer."
    if kind not in WITH_OPTIONS and options:
        yield "kind", "This kind of answer has no options. Choose “One of the options”, or remove them."
    codes = [(option["system"] or "", option["value"]) for option in options]
    if len(codes) != len(set(codes)):
        yield "options", "Two options have the same code. Give each its own."
    elif len(codes) != len({value for _, value in codes}):
        yield (
            "options",
            "Two terminologies have the same code here, so that nobody could tell which was chosen. Give one a code of your own.",
        )
    if bool(value["enable_when_item"]) != bool(value["enable_when_answer"]):
        yield "enable_when_item", "Fill in both the question and the answer, or neither."
    if value["unit"] and kind not in WITH_UNIT:
        yield "unit", "Only a number has a unit. Choose “A number with its unit”, or remove it."
    yield from _of_groups(value)


def _of_groups(value: Any) -> Iterator[tuple[str, str]]:
    kind, below = value["kind"], value.get("items")
    if kind == "group" and not below:
        yield "items", "Add the questions of the group, or choose a kind of answer."
    if kind != "display":
        return
    if below:
        yield (
            "items",
            "Nothing can stand below something to say. Choose “questions that belong together”, or move them out.",
        )
    if value["codes"]:
        yield "codes", "Something to say has no code (FHIR takes none). Remove it."


def every_item(items: Any) -> Iterator[Any]:
    """The items of a list and all below them, in the order in which they are asked."""
    for item in items:
        yield item
        yield from every_item(item.get("items") or [])


def errors_between_items(sections: Any) -> list[ValidationError]:
    """What is wrong between the questions of a questionnaire: codes that stand twice, and conditions that can never hold."""
    earlier: dict[str, Any] = {}
    taken: set[str] = set()
    errors: list[ValidationError] = []
    for section in sections:
        code = section.value["link_id"]
        if code:
            errors.extend(_twice(code, taken))
        for item in every_item(section.value["items"]):
            errors.extend(_twice(item["link_id"], taken))
            errors.extend(_condition(item, earlier))
            earlier[item["link_id"]] = item
    return errors


def _twice(code: str, taken: set[str]) -> Iterator[ValidationError]:
    if code in taken:
        yield ValidationError(f"Two questions have the code “{code}”. Give each question its own.")
    taken.add(code)


def _condition(item: Any, earlier: dict[str, Any]) -> Iterator[ValidationError]:
    code, before, answer = item["link_id"], item["enable_when_item"], item["enable_when_answer"]
    if not before:
        return
    if before not in earlier:
        yield ValidationError(
            f"“{code}” is asked only after “{before}”, which does not come before it. Correct the code or move the question."
        )
        return
    question = earlier[before]
    kind = question["kind"]
    if typed(kind, answer, {option["value"] for option in question["options"]}) is not None:
        return
    if kind in ANSWERLESS:
        yield ValidationError(
            f"“{code}” waits for an answer to “{before}”, which asks nothing. Name a question that is answered."
        )
    elif kind == "choice":
        yield ValidationError(
            f"“{code}” waits for the answer “{answer}”, which “{before}” does not offer. Use one of its option codes."
        )
    else:
        yield ValidationError(
            f"“{code}” waits for the answer “{answer}”, which “{before}” can never have. Write {EXAMPLES[kind]}."
        )
