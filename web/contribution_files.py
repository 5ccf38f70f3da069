"""Files of a contribution: given to the library one by one, before the contribution that names them."""

from __future__ import annotations

import hashlib
from pathlib import PurePath
from typing import Any

import httpx2

from web.api.keys import Keys
from web.api.transport import ApiBusy, ApiUnavailable, KeyRejected
from web.form_fields import Sent, SentFile
from web.responding import Site

PATIENCE = 30  # seconds that the library may take for one: it looks at each
PICTURES = {".jpg", ".jpeg", ".png", ".webp", ".avif", ".heic", ".gif"}


def is_picture(file: SentFile) -> bool:
    """Whether its name says so. The library looks into it."""
    return PurePath(file.name).suffix.lower() in PICTURES


def undescribed(sent: Sent) -> bool:
    """Whether a picture came without a line that says what it shows."""
    return sum(map(is_picture, sent.files)) > len(sent.lines("shows"))


async def uploaded(site: Site, sent: Sent, keys: Keys) -> tuple[list[str], list[str]]:
    """Their ids in the library; or what is wrong with them. Raises ApiUnavailable, ApiBusy, KeyRejected.

    Each has a key made of the contribution's and of what is in it and said of it: sent again it is the same file with the same id.
    """
    ids: list[str] = []
    problems: list[str] = []
    lines = iter(sent.lines("shows"))
    for file in sent.files:
        answer = await _given(site, file, sent.get("key"), next(lines, "") if is_picture(file) else "", keys)
        if answer.get("id"):
            ids.append(str(answer["id"]))
        else:
            problems += [f"{file.name}: {one.get('message', '')}" for one in answer.get("errors") or [{}]]
    return list(dict.fromkeys(ids)), problems  # one that was chosen twice has one id


async def _given(site: Site, file: SentFile, contribution: str, shows: str, keys: Keys) -> dict[str, Any]:
    key = hashlib.sha256(f"{contribution}\0{file.name}\0{shows}\0".encode() + file.content).hexdigest()
    try:
        found = await site.answers.operations.client.post(
            f"{site.settings.library_url}/contributions/files/",
            data={"idempotencyKey": key, "altText": shows},
            files={"file": (file.name, file.content)},
            headers=keys.headers(),
            timeout=PATIENCE,
        )
    except httpx2.HTTPError as error:
        raise ApiUnavailable(f"The library does not answer: {type(error).__name__}") from error
    if found.status_code == 401:
        raise KeyRejected("Authorization")
    if found.status_code == 429:
        wait = found.headers.get("Retry-After", "")
        raise ApiBusy(int(wait) if wait.isascii() and wait.isdigit() else 60)
    if found.status_code >= 500:
        raise ApiUnavailable(f"The library answered with {found.status_code}.")
    try:
        answer: dict[str, Any] = found.json()
    except ValueError as error:
        raise ApiUnavailable("What answers is not the library.") from error
    return answer
