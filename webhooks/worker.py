"""The worker: processes changes, and sends what is due.

Any number may run side by side, and each may be killed at any moment: a message that was sent and not recorded is sent again under the
same id.
"""

from __future__ import annotations

import json
import logging
import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed

from django.utils import timezone

from changes.processing import process_changes
from queues.poll_loop import PollLoop
from webhooks import outbox
from webhooks.models import Delivery
from webhooks.sending import Outcome, post
from webhooks.signing import SecretUnreadable, signed_headers

logger = logging.getLogger(__name__)

AT_ONCE = 16  # messages that one worker sends at the same time


class Worker(PollLoop):
    """Processes and sends until it is told to stop."""

    name = "webhooks"

    def __init__(self, interval: float, wait: Callable[[float], object] = time.sleep) -> None:
        super().__init__(interval, wait)
        self.threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="webhooks")

    def run(self, *, once: bool = False) -> bool:
        """Work until stopped, or ``once`` until nothing is due. To be called once."""
        with self.threads:
            return super().run(once=once)

    def poll(self, *, once: bool = False) -> bool:
        """Settle what was touched, then send all that is due. True: what a receiver does not take is tried again, and shown to administrators."""
        while not self.stopping and process_changes():
            pass
        while not self.stopping:
            token, claimed = outbox.claim(AT_ONCE)
            if not claimed:
                break
            self._send(token, outbox.withdraw(claimed))
        return True

    def _send(self, token: uuid.UUID, deliveries: list[Delivery]) -> None:
        under_way = {}
        for delivery in deliveries:
            # The threads talk to receivers only; all of the database stays here.
            try:
                url, body, headers = message(delivery)
            except SecretUnreadable:
                outcome = Outcome(None, "its secret cannot be read since SECRET_KEY was changed: make a new one")
                outbox.record(delivery, token, outcome)
                continue
            under_way[self.threads.submit(post, url, body, headers)] = delivery
        for done in as_completed(under_way):
            outcome = done.result()
            delivery = under_way[done]
            outbox.record(delivery, token, outcome)
            if not outcome.is_success:
                logger.warning("webhooks: %s (%s): %s", delivery.endpoint, delivery.message_id, outcome.error)


def message(delivery: Delivery) -> tuple[str, bytes, dict[str, str]]:
    """Address, body and signed headers of an attempt made now. Raises SecretUnreadable."""
    body = json.dumps(delivery.payload, ensure_ascii=False, separators=(",", ":"))
    headers = signed_headers(delivery.message_id, timezone.now(), body, delivery.endpoint.secrets())
    return delivery.endpoint.url, body.encode(), headers
