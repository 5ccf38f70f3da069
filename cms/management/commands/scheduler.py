"""``manage.py scheduler``: what must happen at a time, not at a click."""

from __future__ import annotations

import logging
import signal
import threading
import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import close_old_connections

from outages import database
from queues import alive, heartbeat

logger = logging.getLogger(__name__)

DAY = 24 * 3600  # seconds


class Command(BaseCommand):
    help = (
        "Publishes and unpublishes what is scheduled, takes in answers by mail, and looks over what was published and its links, every minute, reminds of reviews, looks after the registers of events and the requests of members, counts members for the map, and clears away old sessions, counts of searches, content changes, "
        "webhook deliveries, what is known of mails and whom reviews asked by mail, once a day. Run one; a second does no harm. Stop it with SIGTERM."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--interval", type=float, default=60.0, help="seconds between rounds (default: 60)")
        parser.add_argument("--once", action="store_true", help="one round, then end")

    def handle(self, *args: Any, **options: Any) -> None:
        if not 1 <= options["interval"] <= 3600:
            raise CommandError("--interval must be from 1 to 3600 seconds.")
        told_to_stop = threading.Event()
        for one in (signal.SIGTERM, signal.SIGINT):
            signal.signal(one, lambda signum, frame: told_to_stop.set())
        cleared = float("-inf")
        while not told_to_stop.is_set():
            try:
                call_command("publish_scheduled")
                call_command("process_changes")
                call_command("check_writing", verbosity=0)
                if settings.LINK_CHECKS:
                    call_command("check_links", verbosity=0, most=20, seconds=20.0)
                call_command("remind_reviewers", verbosity=0)
                call_command("keep_registers", verbosity=0)
                call_command("tell_authors_of_use", verbosity=0)
                call_command("keep_connections", verbosity=0)
                call_command("end_suspensions", verbosity=0)
                if time.monotonic() - cleared > DAY:
                    call_command("clearsessions")
                    if settings.RESOURCE_MAILS:
                        call_command("remind_reviews", verbosity=0)
                        call_command("tell_of_broken_links", verbosity=0)
                    call_command("send_digests", verbosity=0)
                    call_command("send_following_digests", verbosity=0)
                    call_command("prune_search_log", verbosity=0)
                    call_command("prune_page_reads", verbosity=0)
                    call_command("prune_content_changes", verbosity=0)
                    call_command("prune_webhook_log", verbosity=0)
                    call_command("prune_review_mail", verbosity=0)
                    call_command("prune_review_invitations", verbosity=0)
                    call_command("apply_retention", verbosity=0)
                    call_command("count_members", verbosity=0)
                    call_command("prune_mail", verbosity=0)
                    cleared = time.monotonic()
                if settings.REVIEW_MAILDIR:  # of conversations, too
                    call_command("receive_mail", once=True, verbosity=0)
                heartbeat.beat("scheduler")
            except database.ERRORS as error:
                if options["once"]:
                    raise
                # Nothing is lost: what is due stays due until a round succeeds.
                database.noted(error)
            except CommandError as error:
                if options["once"]:
                    raise
                logger.warning("scheduler: %s", error)
            close_old_connections()
            if options["once"]:
                return
            alive.touch("scheduler")
            told_to_stop.wait(options["interval"])
