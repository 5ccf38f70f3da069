"""Tools as Markdown: steps, questionnaire, business case."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from content_types.core.markdown.blocks import key_fact, step
from content_types.core.markdown.declaration import MarkdownDeclaration, Shown
from content_types.core.markdown.streams import block_markdown, markdown_of, text_markdown
from content_types.core.markdown.writing import facts, items, line, link, section, strong, table, together, words
from content_types.core.streams import BlockNode
from content_types.tools.blocks import BusinessCaseBlock, QuestionnaireSectionBlock
from content_types.tools.blocks.business_case import PERIODS
from content_types.tools.blocks.questionnaire import nested
from content_types.tools.graphql_blocks import enable_when, yearly_cost
from delivery.addresses import served


def _before(shown: Shown) -> Iterator[str]:
    page = shown.page
    above = shown["adapted_from"]
    note = line(shown["adaptation_note"] or "")
    adapted = link(above.title, shown.context.page_url(above)) + (f": {note}" if note else "") if above else ""
    minutes = shown["time_needed"]
    yield facts(
        (_("For"), line(shown["audience"] or "")),
        (_("Time needed"), _("%(minutes)s minutes") % {"minutes": minutes} if minutes else ""),
        (_("Version"), line(page.version)),
        (_("Adapted from"), adapted),
    )
    files = (link(one.title, served(one.document.url)) for one in shown["downloads"])
    yield section(_("Download"), items(files))


def _after(shown: Shown) -> Iterable[str]:
    yield section(_("How to use it"), items((step(one) for one in shown["steps"]), numbered=True))
    questionnaire = shown["questionnaire"]
    yield section(_("The questions"), markdown_of(questionnaire.nodes) if questionnaire else "")
    case = shown["business_case"]
    yield section(_("The business case"), block_markdown(case) if case else "")
    below = (link(one.title, shown.context.page_url(one)) for one in shown["adaptations"])
    yield section(_("Adaptations"), items(below))


def _section(node: BlockNode) -> str:
    return together(
        strong(str(node.get("title") or "")),
        words(str(node.get("introduction") or "")),
        _questions(node.items("items")),
    )


def _questions(nodes: Iterable[BlockNode]) -> str:
    return items(map(_question, nodes), numbered=True)


def _question(node: BlockNode) -> str:
    asked = line(" ".join(part for part in (str(node.get("prefix") or ""), str(node.get("text") or "")) if part))
    note = line(str(node.get("wording_note") or ""))
    below = nested(node)
    return together(
        asked,
        _condition(node),
        items(map(line, _answers(node))),
        line(_("In %(unit)s.") % {"unit": node.get("unit")}) if node.get("unit") else "",
        line(_("Several answers are possible.")) if node.get("repeats") else "",
        f"{strong(_('How to ask'))} {note}" if note else "",
        _questions(below) if below else "",
    )


def _condition(node: BlockNode) -> str:
    condition = enable_when(node)
    if condition is None:
        return ""
    told = {"question": condition.question or condition.item, "answer": condition.label or condition.answer}
    return line(_("Only if “%(question)s” was answered “%(answer)s”.") % told)


def _answers(node: BlockNode) -> list[str]:
    if node.get("kind") == "boolean":
        return [_("Yes"), _("No")]
    answers = [str(one.get("label")) for one in node.items("options")]
    return [*answers, _("Other: …")] if node.get("kind") == "open_choice" else answers


def _case(node: BlockNode) -> str:
    periods = dict(PERIODS)
    costs = [
        [str(one.get("item")), _pounds(float(one.get("amount"))), periods.get(one.get("period"), "")]
        for one in node.items("costs")
    ]
    rows = [[_("For"), _("Pounds"), _("How often")], *costs, [_("Each year"), _pounds(yearly_cost(node)), ""]]
    measures = [line(str(one.raw)) for one in node.items("success_measures")]
    parts = (
        (_("The problem"), text_markdown(node.rich_text("problem"))),
        (_("Local figures"), items(key_fact(one) for one in node.items("local_figures"))),
        (_("What we ask for"), text_markdown(node.rich_text("ask"))),
        (_("Costs"), table(rows, header=True)),
        (_("What changes"), text_markdown(node.rich_text("benefit"))),
        (_("How we shall know"), items(measures)),
    )
    return together(*(together(strong(title), words) for title, words in parts if words))


def _pounds(amount: float) -> str:
    return f"£{amount:,.2f}"


MARKDOWN = MarkdownDeclaration(
    blocks={QuestionnaireSectionBlock: _section, BusinessCaseBlock: _case}, before=_before, after=_after
)
