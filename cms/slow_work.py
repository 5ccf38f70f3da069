"""Work that a web server does aside: a request that is handed over waits in a queue and holds no thread that answers others.

The server puts a function into the environment of a request (``HAND_OVER``); where there is none, or the request was handed over already, the
view does the work itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

HAND_OVER = "wham.hand_over"


class HandedOver(BaseException):
    """Another thread answers this request, from its beginning."""


class BusyError(Exception):
    """As many requests as may wait do."""


def hand_over(environ: Mapping[str, Any]) -> None:
    """Leave a request to the threads for slow work. Raises HandedOver, for the server, or BusyError; returns where they are asked already."""
    if HAND_OVER in environ:
        environ[HAND_OVER]()
