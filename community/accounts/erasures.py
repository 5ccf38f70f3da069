"""The list of accounts that were erased, kept beside the backups: a backup that is put back has them again.

A line of JSON an account, with a number, when it joined and left, and what became of what was written: nothing that names anybody.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.contrib.auth import get_user_model
from django.utils import timezone

from community.accounts.erasing import erase
from community.accounts.models import Erasure
from community.erasure import Contributions

logger = logging.getLogger(__name__)


def keep() -> int:
    """Write down what is not yet in ``ERASURES_FILE``; gives how many. A line may come twice, and none is left out."""
    if not settings.ERASURES_FILE:
        return 0
    rows = list(Erasure.objects.filter(kept_at=None).order_by("pk"))
    try:
        for row in rows:
            _append(line_of(row))
    except OSError:
        logger.exception("ERASURES_FILE cannot be written: erased accounts wait in the database alone.")
        return 0
    Erasure.objects.filter(pk__in=[row.pk for row in rows]).update(kept_at=timezone.now())
    return len(rows)


def line_of(row: Erasure) -> str:
    """As it is kept."""
    times = {"joined_at": row.joined_at.isoformat(), "erased_at": row.erased_at.isoformat()}
    return json.dumps({"account": row.account, **times, "contributions": row.contributions})


def replay(lines: Iterable[str]) -> int:
    """Erase every account of the list that is there again; gives how many. Raises ValueError naming a line that is none."""
    wanted = [_read(number, line) for number, line in enumerate(lines, 1) if line.strip()]
    found = 0
    for key, joined_at, contributions in wanted:
        # The number alone is given once more after a restore.
        user = get_user_model().objects.filter(pk=key, date_joined=joined_at).first()
        found += bool(user is not None and erase(user, contributions, again=True))
    return found


def _read(number: int, line: str) -> tuple[int, datetime, Contributions]:
    try:
        row = json.loads(line)
        return int(row["account"]), datetime.fromisoformat(row["joined_at"]), Contributions(row["contributions"])
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError(f"Line {number} is none of this list.") from error


def _append(line: str) -> None:
    """One write of a whole line, which is on the disk when it returns."""
    file = os.open(settings.ERASURES_FILE, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(file, f"{line}\n".encode())
        os.fsync(file)
    finally:
        os.close(file)
