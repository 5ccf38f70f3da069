"""The texts that members accept, as they stand today."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import nh3
from django.utils import timezone
from markdown_it import MarkdownIt

from community.accounts.models import Agreement
from community.errors import CommunityError

TEXTS = Path(__file__).parent / "texts"


def current() -> dict[str, Agreement]:
    """By kind, the version that who joins today accepts: one statement."""
    found: dict[str, Agreement] = {}
    for one in Agreement.objects.filter(since__lte=timezone.localdate()).order_by("since", "pk"):
        found[one.kind] = one
    return found


@cache
def html_of(kind: str, version: str) -> str:
    """The text of a version, as HTML."""
    text = (TEXTS / f"{kind}-{version}.md").read_text(encoding="utf-8")
    return nh3.clean(MarkdownIt("commonmark").render(text))


def accepted(versions: dict[str, str]) -> list[int]:
    """The keys of the versions that stand, where exactly these were accepted. Raises CommunityError naming the field otherwise.

    ``versions`` has by kind what the person read; a text that has changed meanwhile has to be read again.
    """
    standing = current()
    for kind, agreement in standing.items():
        if versions.get(kind) != agreement.version:
            name, field = agreement.get_kind_display(), "termsVersion" if kind == "terms" else "codeOfConductVersion"
            raise CommunityError(
                "BAD_INPUT", f"{name}: version {agreement.version} stands. Read it, and accept that one.", field
            )
    return [one.pk for one in standing.values()]
