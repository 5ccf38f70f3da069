"""A start-up check of the setting that makes checks a stop."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error

from content_types.core.writing_checks.findings import writing_checks


def look_at_required(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """An error for each name in ``WRITING_CHECKS_REQUIRED`` that no check has."""
    known = [one.code for one in writing_checks()]
    return [
        Error(
            f"WRITING_CHECKS_REQUIRED names {name!r}, and no writing check is called so.",
            hint=f"Write names of {', '.join(known)}.",
            id="library.E014",
        )
        for name in settings.WRITING_CHECKS_REQUIRED
        if name not in known
    ]
