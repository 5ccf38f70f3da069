"""The sections and questions of a questionnaire as items of a FHIR R4 Questionnaire. Names of invariants (que-1 …) are those of the standard."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from content_types.core.streams import BlockNode
from content_types.tools.answers import WITH_OPTIONS, typed
from content_types.tools.blocks.questionnaire import nested
from content_types.tools.coding import UCUM, URLS
from content_types.tools.questionnaires import every_item

DEFINITIONS = "http://hl7.org/fhir/StructureDefinition"
ITEM_CONTROL_CODES = "http://hl7.org/fhir/questionnaire-item-control"
ITEM_TYPES = {"open_choice": "open-choice", "date_time": "dateTime"}  # every other kind has FHIR's own name


def present(**values: Any) -> dict[str, Any]:
    """The values that there are: FHIR forbids empty strings, arrays and objects."""
    return {name: value for name, value in values.items() if value not in (None, "", [], {})}


def groups(canonical: str, sections: list[BlockNode]) -> list[dict[str, Any]]:
    """The items of a questionnaire whose address is ``canonical``, a group a section."""
    items = _Items(canonical, sections)
    return [items.group(section, position) for position, section in enumerate(sections, start=1)]


class _Items:
    """The items of one questionnaire; knows every question, because a condition is typed by the question it looks at."""

    def __init__(self, canonical: str, sections: list[BlockNode]) -> None:
        self.canonical = canonical
        self.questions = {item.get("link_id"): item for item in every_item(sections)}

    def group(self, section: BlockNode, position: int) -> dict[str, Any]:
        own = f"section:{section.id or position}"
        children: list[dict[str, Any]] = []
        if section.get("introduction"):
            children.append(_display(f"{own}:introduction", section.get("introduction")))
        children.extend(self.below(section.items("items")))
        return present(
            linkId=section.get("link_id") or own,
            code=_codes(section),
            text=section.get("title"),
            type="group",
            item=children,
        )

    def below(self, items: list[BlockNode]) -> list[dict[str, Any]]:
        return [one for item in items for one in self.item(item)]

    def item(self, item: BlockNode) -> Iterator[dict[str, Any]]:
        kind, link_id = item.get("kind"), item.get("link_id")
        note = item.get("wording_note")
        help_item = [_display(f"{link_id}:note", note, control="help")] if note else []
        asked = present(
            linkId=link_id,
            code=_codes(item),
            prefix=item.get("prefix"),
            text=item.get("text").strip(),
            type=ITEM_TYPES.get(kind, kind),
            **self.enabled(item),
        )
        if kind == "display":
            # A display item takes neither flags (que-6) nor items of its own (que-1): its note follows it, under the same condition.
            yield asked
            yield from (one | self.enabled(item) for one in help_item)
            return
        asked |= {"required": bool(item.get("required")), "repeats": bool(item.get("repeats"))}
        options = (
            [{"valueCoding": self.coding(item, one)} for one in item.items("options")] if kind in WITH_OPTIONS else []
        )
        yield asked | present(extension=_unit(item), answerOption=options, item=help_item + self.below(nested(item)))

    def coding(self, item: BlockNode, option: BlockNode) -> dict[str, Any]:
        # An editor's own code may mean something else in another question, so each question is a code system of its own.
        system = URLS.get(option.get("system")) or f"{self.canonical}#{quote(item.get('link_id'))}"
        return {"system": system, "code": option.get("value"), "display": option.get("label")}

    def enabled(self, item: BlockNode) -> dict[str, Any]:
        """The item's condition, which is there or not as in GraphQL."""
        before = self.questions.get(item.get("enable_when_item") or None)
        if before is None:
            return {}
        condition = {
            "question": before.get("link_id"),
            "operator": "=",
            **self.answer(before, item.get("enable_when_answer") or ""),
        }
        return {"enableWhen": [condition], "enableBehavior": "all"}

    def answer(self, question: BlockNode, words: str) -> dict[str, Any]:
        options = {one.get("value"): one for one in question.items("options")}
        found = typed(question.get("kind"), words, options)
        if found is None:
            # The form rejects such an answer. Of what was stored before it did, the words stay: without them the item would always be asked.
            return {"answerString": words}
        name, value = found
        if name == "Coding":
            value = self.coding(question, options[value])
        elif name == "Quantity":
            value |= _quantity_unit(question)
        return {f"answer{name}": value}


def _codes(item: BlockNode) -> list[dict[str, Any]]:
    return [
        present(system=URLS[one.get("system")], code=one.get("code"), display=one.get("display"))
        for one in item.items("codes")
    ]


def _unit(item: BlockNode) -> list[dict[str, Any]]:
    """The unit of a number by the extensions of the standard: one to choose for a quantity, the one that is meant for other numbers."""
    unit = item.get("unit")
    if not unit:
        return []
    name = "questionnaire-unitOption" if item.get("kind") == "quantity" else "questionnaire-unit"
    return [{"url": f"{DEFINITIONS}/{name}", "valueCoding": {"system": UCUM, "code": unit, "display": unit}}]


def _quantity_unit(item: BlockNode) -> dict[str, str]:
    unit = item.get("unit")
    return {"unit": unit, "system": UCUM, "code": unit} if unit else {}


def _display(link_id: str, text: str, control: str | None = None) -> dict[str, Any]:
    shown: dict[str, Any] = {"linkId": link_id, "text": text.strip(), "type": "display"}
    if control:
        coding = {"system": ITEM_CONTROL_CODES, "code": control, "display": "Help-Button"}
        shown["extension"] = [
            {"url": f"{DEFINITIONS}/questionnaire-itemControl", "valueCodeableConcept": {"coding": [coding]}}
        ]
    return shown
