"""Files of a contribution: given to the library one by one, before the contribution that names them."""

from __future__ import annotations

from typing import Any

from web.api.keys import Keys
from web.form_fields import SentFile

TAKES_FILES = False  # until the library does


async def uploaded(site: Any, files: tuple[SentFile, ...], keys: Keys) -> tuple[list[str], list[str]]:
    """Their ids; or what is wrong with them."""
    return [], []
