"""Questions, figures and costs as a member writes them, a line each, and what they say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from web.form_fields import Sent

CHOICES = re.compile(r"^(?P<text>.*\S)\s*\((?P<choices>[^()]*)\)$")
# What may stand in brackets in place of choices.
OPEN = {
    "free text": "TEXT",
    "text": "TEXT",
    "a number": "DECIMAL",
    "number": "DECIMAL",
    "a date": "DATE",
    "date": "DATE",
}
WRITTEN = {"TEXT": "free text", "STRING": "free text", "DECIMAL": "number", "INTEGER": "number", "DATE": "date"}
SOURCE = re.compile(r"^(?P<figure>.*?)\s*\((?P<source>[^()]+)\)$")
UNTITLED = "Questions"


def items_of(sections: list[Any]) -> Iterator[Any]:
    """The questions of sections in order, those of groups too."""
    for section in sections:
        for item in section.items:
            if str(item.kind.value) not in {"GROUP", "DISPLAY"}:
                yield item
            yield from getattr(item, "items", None) or []


def question_line(item: Any) -> str:
    """A question as a line: with its answers in brackets, where it has any but yes and no."""
    if item.options:
        labels = [str(one.label) for one in item.options]
        return f"{item.text} ({('; ' if any(',' in one for one in labels) else ', ').join(labels)})"
    written = WRITTEN.get(str(item.kind.value))
    return f"{item.text} ({written})" if written else str(item.text)


def questions_of(asked: Any) -> str:
    """A questionnaire as lines."""
    parts = []
    for section in asked.sections:
        lines = [question_line(item) for item in items_of([section])]
        parts.append("\n".join([f"# {section.title}", *lines]))
    return "\n\n".join(parts)


def questionnaire(text: str, original: Any = None) -> list[dict[str, Any]]:
    """Lines as the sections of a questionnaire. A line that the original has keeps its code, its kind and its note."""
    sections = original.questionnaire.sections if original and original.questionnaire else []
    known, titles = {question_line(one): one for one in items_of(sections)}, {one.title: one for one in sections}
    found: list[dict[str, Any]] = []
    for line in (one.strip() for one in text.splitlines() if one.strip()):
        if line.startswith("#"):
            title = line.lstrip("# ") or UNTITLED
            before = titles.get(title)
            found.append({"title": title, "introduction": before.introduction or "" if before else "", "questions": []})
            continue
        if not found:
            found.append({"title": UNTITLED, "questions": []})
        found[-1]["questions"].append(_as_it_was(known.pop(line)) if line in known else _question(line))
    return [one for one in found if one["questions"]]


def _as_it_was(item: Any) -> dict[str, Any]:
    return {
        "linkId": item.link_id,
        "text": item.text,
        "answer": str(item.kind.value),
        "options": [one.label for one in item.options],
        "isRequired": item.required,
        "repeats": item.repeats,
        "unit": item.unit or "",
        "wordingNote": item.wording_note or "",
    }


def _question(line: str) -> dict[str, Any]:
    given = CHOICES.match(line)
    if given is None:
        return {"text": line, "answer": "BOOLEAN"}
    choices = [one.strip() for one in given["choices"].split(";" if ";" in given["choices"] else ",") if one.strip()]
    kind = OPEN.get(given["choices"].strip().lower())
    if kind:
        return {"text": given["text"], "answer": kind}
    if len(choices) < 2:  # words in brackets that belong to the question
        return {"text": line, "answer": "BOOLEAN"}
    return {"text": given["text"], "answer": "CHOICE", "options": choices}


def business_case(sent: Sent, original: Any = None) -> dict[str, Any]:
    """The parts of a business case. Of an adaptation, lines that the original has keep how often they are paid and their source."""
    case = original.business_case if original else None
    figures = {_figure_line(one): one for one in case.local_figures} if case else {}
    costs = {_cost_line(one): one for one in case.costs} if case else {}
    return {
        **{name: sent.get(name) for name in ("problem", "ask", "benefit")},
        "localFigures": [_figure(line, figures.get(line)) for line in sent.lines("figures")],
        "costs": [_cost(line, costs.get(line)) for line in sent.lines("costs")],
        **({"successMeasures": list(case.success_measures)} if case else {}),
    }


def _figure(line: str, before: Any) -> dict[str, Any]:
    if before is not None:
        named = {"figure": before.figure, "label": before.label, "sourceTitle": before.source_title}
        return {**named, "sourceUrl": before.source_url or "", "year": before.year}
    label, _, rest = line.rpartition(":") if ":" in line else (line, "", "")
    given = SOURCE.match(rest.strip())
    if given is None:
        return {"label": label.strip(), "figure": rest.strip(), "sourceTitle": ""}
    return {"label": label.strip(), "figure": given["figure"], "sourceTitle": given["source"]}


def _cost(line: str, before: Any) -> dict[str, Any]:
    if before is not None:
        return {"item": before.item, "amount": before.amount, "period": str(before.period.value)}
    item, _, amount = line.rpartition(":")
    return {"item": item.strip(), "amount": float(re.sub(r"[£,\s]", "", amount))}


def unreadable_costs(text: str) -> list[str]:
    """Lines that do not end with a sum."""
    sum_ = re.compile(r".+:\s*£?\s*[\d,\s]*\d(\.\d+)?")
    return [line for line in (one.strip() for one in text.splitlines()) if line and not sum_.fullmatch(line)]


def figures_of(figures: list[Any]) -> str:
    """Local figures as lines."""
    return "\n".join(_figure_line(one) for one in figures)


def sums_of(costs: list[Any]) -> str:
    """Costs as lines."""
    return "\n".join(_cost_line(one) for one in costs)


def _figure_line(one: Any) -> str:
    return f"{one.label}: {one.figure} ({one.source_title})" if one.source_title else f"{one.label}: {one.figure}"


def _cost_line(one: Any) -> str:
    return f"{one.item}: {one.amount:,.2f}".removesuffix(".00")
