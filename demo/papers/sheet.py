"""A sheet of paper in the library's style: headings, check boxes, lines to write on, tables.

The standard PDF fonts are used, so that the files stay small; text is therefore limited to Latin-1: straight quotes and
no long dashes.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Literal, cast

from fpdf import FPDF
from fpdf.enums import MethodReturnValue, TableBordersLayout
from fpdf.fonts import FontFace

from demo.drawing.palette import CORAL, CORAL_DEEP, INK, INK_SOFT, MIST, PAPER, STONE, TEAL_DEEP, TEAL_PALE

PaperSize = Literal["A4", "A6"]
SIZES: dict[PaperSize, tuple[float, float]] = {"A4": (210, 297), "A6": (105, 148)}
FOOTER = "WHAM Library  |  Free to copy and adapt (CC BY 4.0)"
# A fixed date keeps the bytes the same from one run to the next.
CREATED = datetime(2026, 1, 5, tzinfo=UTC)


def rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


class Sheet(FPDF):
    """One page. Sizes are millimetres, and points for type; each method leaves the cursor below what it printed."""

    def __init__(self, title: str, subtitle: str, *, size: PaperSize = "A4", footer: str = FOOTER) -> None:
        super().__init__(format=SIZES[size])
        self.small = size == "A6"
        self.edge = 8 if self.small else 17
        self.body_size = 8.6 if self.small else 11.0
        self.leading = 4.0 if self.small else 5.3
        self.set_title(title)
        self.set_lang("en-GB")
        self.set_creation_date(CREATED)
        self.set_margins(self.edge, self.edge, self.edge)
        self.set_auto_page_break(False)
        self.c_margin = 0
        self.add_page()
        self._print_head(title, subtitle)
        self._print_foot(footer)

    def _print_head(self, title: str, subtitle: str) -> None:
        height = 17 if self.small else 32
        self.set_fill_color(*rgb(TEAL_DEEP))
        self.rect(0, 0, self.w, height, style="F")
        self.set_fill_color(*rgb(CORAL))
        self.rect(0, height, self.w, 1.4, style="F")
        self.set_text_color(*rgb(PAPER))
        self.set_xy(self.edge, height * 0.2)
        self.set_font("helvetica", "B", 12 if self.small else 20)
        self.cell(0, height * 0.34, title, new_x="LMARGIN", new_y="NEXT")
        self.set_font("helvetica", "", self.body_size + (0 if self.small else 1))
        self.cell(0, height * 0.28, subtitle)
        self.set_y(height + (4 if self.small else 7))
        self.plain()

    def _print_foot(self, footer: str) -> None:
        below = self.get_y()
        self.set_xy(self.edge, self.h - (6 if self.small else 12))
        self.set_font("helvetica", "", 6 if self.small else 8)
        self.set_text_color(*rgb(INK_SOFT))
        self.cell(self.epw / 2, 4, footer)
        self.set_y(below)
        self.plain()

    def plain(self) -> None:
        """Back to body type."""
        self.set_font("helvetica", "", self.body_size)
        self.set_text_color(*rgb(INK))
        self.set_x(self.edge)

    def section(self, title: str) -> None:
        self.ln(1.2 if self.small else 2.2)
        self.set_font("helvetica", "B", self.body_size + (1 if self.small else 2.6))
        self.set_text_color(*rgb(TEAL_DEEP))
        self.cell(0, self.leading * 1.35, title, new_x="LMARGIN", new_y="NEXT")
        self.plain()

    def text_block(self, text: str, *, indent: float = 0, gap: float = 1.2) -> None:
        """A paragraph; **two stars** make bold."""
        self.set_x(self.edge + indent)
        self.multi_cell(self.epw - indent, self.leading, text, markdown=True, align="L", new_x="LMARGIN", new_y="NEXT")
        self.ln(gap)

    def checks(self, items: Sequence[str]) -> None:
        """Boxes to tick."""
        side = self.leading * 0.66
        for item in items:
            self.set_draw_color(*rgb(TEAL_DEEP))
            self.set_line_width(0.35)
            self.rect(self.edge + 0.5, self.get_y() + self.leading * 0.16, side, side)
            self.text_block(item, indent=side + 3, gap=0.7 if self.small else 1)

    def numbered(self, items: Sequence[str]) -> None:
        indent = 5.4 if self.small else 7.5
        for number, item in enumerate(items, start=1):
            self.set_fill_color(*rgb(TEAL_DEEP))
            radius = self.leading * 0.48
            middle = self.get_y() + self.leading * 0.5
            self.ellipse(self.edge + 0.3, middle - radius, radius * 2, radius * 2, style="F")
            self.set_font("helvetica", "B", self.body_size - 1.4)
            self.set_text_color(*rgb(PAPER))
            self.set_x(self.edge + 0.3)
            self.cell(radius * 2, self.leading, str(number), align="C")
            self.plain()
            self.text_block(item, indent=indent, gap=0.8 if self.small else 1.1)

    def blanks(self, label: str, lines: int = 1, *, gap: float = 7.4) -> None:
        """A label, and lines to write on; the first starts after the label."""
        self.set_draw_color(*rgb(STONE))
        self.set_line_width(0.25)
        self.set_font("helvetica", "B", self.body_size)
        width = self.get_string_width(label) + 3 if label else 0
        self.cell(width, gap, label)
        self.plain()
        for i in range(lines):
            base = self.get_y() + gap * (i + 1) - 1.6
            self.line_across(self.edge + (width if i == 0 else 0), base)
        self.set_xy(self.edge, self.get_y() + gap * lines + 0.6)

    def line_across(self, start: float, y: float) -> None:
        self.set_draw_color(*rgb(STONE))
        self.line(start, y, self.w - self.edge, y)

    def callout(self, title: str, text: str) -> None:
        """A tinted box that must not be missed."""
        pad = 2 if self.small else 3
        width = self.epw - pad * 2 - 1.5
        marked = f"**{title}** {text}"
        text_height = self.multi_cell(
            width, self.leading, marked, markdown=True, dry_run=True, output=MethodReturnValue.HEIGHT
        )
        height = cast("float", text_height) + pad * 2
        top = self.get_y() + 1
        self.set_fill_color(*rgb(MIST))
        self.rect(self.edge, top, self.epw, height, style="F")
        self.set_fill_color(*rgb(CORAL_DEEP))
        self.rect(self.edge, top, 1.5, height, style="F")
        self.set_xy(self.edge + pad + 1.5, top + pad)
        self.multi_cell(width, self.leading, marked, markdown=True, align="L")
        self.set_xy(self.edge, top + height + 1.5)

    def grid(self, rows: Sequence[Sequence[str]], widths: Sequence[int], *, height: float = 5.4) -> None:
        """A table whose first row is its header; empty cells are to be filled in by hand."""
        self.set_draw_color(*rgb(STONE))
        self.set_line_width(0.25)
        self.set_font("helvetica", "", self.body_size - 0.6)
        self.set_fill_color(*rgb(PAPER))
        head = FontFace(emphasis="BOLD", color=rgb(TEAL_DEEP), fill_color=rgb(TEAL_PALE))
        with self.table(
            rows=rows,
            col_widths=tuple(widths),
            line_height=height,
            headings_style=head,
            text_align="LEFT",
            borders_layout=TableBordersLayout.ALL,
            markdown=True,
            padding=(0.6, 1.2),
        ):
            pass
        self.plain()
        self.ln(1.5)
