"""The programs that stand in docs/api."""

from __future__ import annotations

import re

from tests.clients.node import REPOSITORY

PAGES = REPOSITORY / "docs" / "api"


def programs(page: str, language: str) -> list[str]:
    """The blocks of a language on a page of the manual."""
    text = (PAGES / f"{page}.md").read_text(encoding="utf-8")
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)
