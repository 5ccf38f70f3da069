"""The structure of business cases."""

from __future__ import annotations

from wagtail import blocks

from content_types.core.blocks.text import InlineRichText
from content_types.core.identifiers import UrlBlock

PERIODS = [("one_off", "Once"), ("monthly", "A month"), ("yearly", "A year")]


class LocalFigureBlock(blocks.StructBlock):
    """A local figure that argues for the case."""

    figure = blocks.CharBlock(max_length=40, help_text="Short: 1 in 3, 412 families.")
    label = blocks.CharBlock(max_length=200, help_text="What it counts, and where.")
    source_title = blocks.CharBlock(max_length=200, help_text="Where the figure comes from.")
    source_url = UrlBlock(required=False, label="Source address", help_text="Where others can check it.")
    year = blocks.IntegerBlock(required=False, min_value=1900, max_value=2100, help_text="Of the figure, four digits.")


class CostBlock(blocks.StructBlock):
    """One cost of a business case."""

    item = blocks.CharBlock(max_length=200, help_text="What is paid for.")
    amount = blocks.DecimalBlock(min_value=0, max_digits=12, decimal_places=2, help_text="Pounds, without a sign.")
    period = blocks.ChoiceBlock(choices=PERIODS, default="yearly", help_text="How often.")


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
