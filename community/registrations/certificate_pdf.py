"""A certificate as PDF: one page of real text, with its title and language, in letters for names of all of Europe."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from fpdf import FPDF

from community.page_addresses import at_the_site
from community.registrations.certifying import FONTS, as_typed, letters
from community.registrations.models import Certificate

INK, TEAL = (31, 41, 46), (15, 76, 79)
MARGIN = 25  # mm


def hours_of(minutes: int) -> str:
    """Such as “1 hour 30 minutes”."""
    hours, rest = divmod(minutes, 60)
    parts = [f"{hours} hour{'' if hours == 1 else 's'}"] if hours else []
    parts += [f"{rest} minute{'' if rest == 1 else 's'}"] if rest or not hours else []
    return " ".join(parts)


def pdf_of(certificate: Certificate) -> bytes:
    """The file."""
    made = FPDF(format="A4")
    made.set_title(f"Certificate of attendance: {_printable(certificate.title)}")
    made.set_author(_printable(settings.WAGTAIL_SITE_NAME))
    made.set_lang("en-GB")
    made.set_creation_date(certificate.issued_at)
    made.viewer_preferences = _shows_title()
    made.add_font("Sans", "", FONTS / "DejaVuSans.ttf")
    made.add_font("Sans", "B", FONTS / "DejaVuSans-Bold.ttf")
    made.set_margins(MARGIN, MARGIN, MARGIN)
    made.add_page()
    made.set_fill_color(*TEAL)
    made.rect(0, 0, made.w, 12, style="F")
    made.set_y(40)
    _line(made, settings.WAGTAIL_SITE_NAME, 12)
    _line(made, "Certificate of attendance", 24, bold=True, colour=TEAL, after=14)
    _line(made, certificate.name, 20, bold=True, after=4)
    _line(made, "took part in", 12, after=4)
    _line(made, certificate.title, 16, bold=True, after=10)
    _line(made, certificate.when, 12, after=2)
    _line(made, hours_of(certificate.minutes), 12, after=20)
    _line(made, f"Code: {as_typed(certificate.code)}", 11, bold=True, after=2)
    address = at_the_site(f"certificate/{certificate.code}/")
    _line(made, f"Whoever has this certificate can check it at {address}", 10, after=2, link=address)
    return bytes(made.output())


def _shows_title() -> Any:
    from fpdf.prefs import ViewerPreferences

    return ViewerPreferences(display_doc_title=True)


def _printable(text: str) -> str:
    return "".join(one if ord(one) in letters() else "?" for one in text)


def _line(
    made: FPDF,
    text: str,
    size: int,
    *,
    bold: bool = False,
    colour: tuple[int, int, int] = INK,
    after: float = 2,
    link: str = "",
) -> None:
    made.set_font("Sans", "B" if bold else "", size)
    made.set_text_color(*colour)
    made.multi_cell(0, size * 0.5, _printable(text), new_x="LMARGIN", new_y="NEXT", align="L", link=link)
    made.ln(after)
