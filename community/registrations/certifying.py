"""Certificates of attendance, for portfolios: of who was there, as the organisers noted it."""

from __future__ import annotations

import secrets
import unicodedata
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from community.errors import CommunityError
from community.registrations.models import MAX_NAME, Certificate, Registration, State
from community.registrations.opening import opened
from content_types.core.text import one_line

ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # no I, O, 0, 1: people type it
LENGTH = 16  # 80 bits: nobody finds one by trying
FONTS = Path(__file__).parent / "fonts"


@cache
def letters() -> frozenset[int]:
    """The characters that a certificate can be printed with."""
    from fpdf import FPDF  # large, and wanted seldom

    made = FPDF()
    made.add_font("Sans", "", FONTS / "DejaVuSans.ttf")
    found: Any = made.fonts["sans"]
    return frozenset(found.cmap)


def certify(actor: Any, registration: Registration, name: str) -> Certificate:
    """The certificate of a member's own registration, under this name; asked for again, under the last. Raises CommunityError."""
    name = one_line(unicodedata.normalize("NFC", name))
    if not name or len(name) > MAX_NAME:
        raise CommunityError("BAD_INPUT", f"Write your name, in at most {MAX_NAME} characters.", "name")
    if any(ord(letter) not in letters() for letter in name):
        raise CommunityError("BAD_INPUT", "Write your name in Latin, Greek or Cyrillic letters.", "name")
    with transaction.atomic():
        found = opened(registration.register_id)
        one = found.register.registrations.filter(pk=registration.pk, member=actor).first()
        now = timezone.now()
        if one is None or one.state != State.CONFIRMED or not one.attended or found.terms.ends > now:
            words = "A certificate is for who was there, once the organisers have noted it. Ask them if they forgot."
            raise CommunityError("NOT_ATTENDED", words, "registration")
        length = found.terms.ends - found.terms.starts
        made, is_new = Certificate.objects.get_or_create(
            registration=one,
            defaults={
                "code": "".join(secrets.choice(ALPHABET) for _ in range(LENGTH)),
                "name": name,
                "title": one_line(str(found.page.title)),
                "starts_at": found.terms.starts,
                "ends_at": found.terms.ends,
                "when": found.terms.when[:200],
                "minutes": length // timedelta(minutes=1),
            },
        )
        if not is_new and made.name != name:
            made.name = name
            made.save(update_fields=["name"])
        return made


def by_code(code: str) -> Certificate | None:
    """The certificate with a code, as people type it; None where there is none."""
    plain = code.replace("-", "").replace(" ", "").upper()
    if len(plain) != LENGTH or not plain.isascii():
        return None
    return Certificate.objects.filter(code=plain).first()


def as_typed(code: str) -> str:
    """A code in groups of four, as it is printed."""
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))
