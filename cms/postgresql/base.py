"""The backend itself; Django looks for it under this name.

With ``CONN_HEALTH_CHECKS`` Django sends ``SELECT 1`` before the first statement of every request: a twelfth of what the database does for a
page of the library. What the check is there for is a server that was restarted, and one that ends a connection says so at once: its end can be read
from the socket. So a connection on which nothing has arrived is taken for sound. One that vanished without a word (a firewall that forgot it) is found by
TCP's keep-alive, as before.

And the statements whose plan the server keeps (``delivery.prepared_queries``) are planned once a connection. PostgreSQL would else plan some of
them anew each time, because it takes a plan for certain values to be a little cheaper: planning takes several times as long as running them.
"""

from __future__ import annotations

import select
from typing import Any

from django.db.backends.postgresql import base
from psycopg import pq


class DatabaseWrapper(base.DatabaseWrapper):
    """As Django's, but for ``is_usable`` and one setting of the session."""

    def init_connection_state(self) -> None:
        """Called when a connection is made. Django's statements hold their values, so the setting changes nothing for them."""
        super().init_connection_state()
        raw: Any = self.connection
        raw.execute("SET plan_cache_mode = force_generic_plan")
        if not self.get_autocommit():
            raw.commit()

    def is_usable(self) -> bool:
        """Whether the connection works; asked of the server only where there is a reason to doubt it."""
        raw: Any = self.connection
        if raw is None or self.errors_occurred or not is_quiet(raw):
            return bool(super().is_usable())
        return True


def is_quiet(raw: Any) -> bool:
    """Whether a connection is open, does nothing, and nothing has arrived on it, its end among it."""
    if raw.closed or raw.pgconn.transaction_status != pq.TransactionStatus.IDLE:
        return False
    waiting = select.poll()  # not `select`, which knows a thousand files
    waiting.register(raw.pgconn.socket, select.POLLIN | select.POLLPRI | select.POLLRDHUP)
    return not waiting.poll(0)
