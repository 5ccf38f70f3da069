"""Looking over one resource. A check that fails must hinder nobody from writing, and no other resource from being looked over."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field

from django.db import DatabaseError

from content_types.core.library import LibraryPage
from content_types.core.writing_checks.draft import Draft, draft_of
from content_types.core.writing_checks.findings import Finding, findings_of
from content_types.core.writing_checks.plain_language import reading_age_of

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Look:
    """What was seen of a resource; empty where a check failed, which is logged."""

    draft: Draft = field(default_factory=Draft)
    findings: list[Finding] = field(default_factory=list)
    reading_age: int | None = None
    has_failed: bool = False


def look_over(page: LibraryPage, *, lasting: bool = False) -> Look:
    """Run the checks on a resource; with ``lasting`` those alone whose result does not change by itself. Raises DatabaseError alone."""
    try:
        draft = draft_of(page)
        return Look(draft, findings_of(draft, lasting=lasting), reading_age_of(draft))
    except DatabaseError:
        raise  # whoever called knows of the transaction
    except Exception:  # whatever an editor or an import has stored
        logger.exception("writing checks: page %s could not be looked over", page.pk)
        return Look(has_failed=True)
