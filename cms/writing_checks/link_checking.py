"""Looking whether addresses still lead somewhere, by asking each as a reader's browser would; nothing of the answer is kept but its status.

Editors write the addresses, so a name may lead into our own network: each is resolved and checked as those of webhooks are, at every redirect
anew (``webhooks.addresses``).
"""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from urllib.parse import urljoin

from django.conf import settings
from django.utils import timezone
from urllib3.exceptions import HTTPError

from cms.writing_checks.models import Link
from cms.writing_checks.recording import look_again
from queues.leased_queue import BackOff
from webhooks.addresses import RejectedAddress, Target, UnknownHost, resolve
from webhooks.sending import Deadline, connection_pool, reason_of

MOST_REDIRECTS = 5
WITHIN = 15.0  # seconds for one address with its redirects
FAILURES = 3  # one after the other, after which a link that does not answer is broken
AGAIN = timedelta(days=30)  # after it worked, or is known to be broken
RETRIES = BackOff(first=timedelta(days=1), longest=timedelta(days=4), factor=3)
HELD = timedelta(hours=1)  # what is being asked is due again then, if whoever asks is killed
SPREAD = BackOff(first=AGAIN, longest=AGAIN)  # up to a fifth earlier, so that not all are due at once
OFFLINE = 3  # addresses; if so many are asked in a round and none is reached, it is we who are away


class Verdict(Enum):
    """What a look at an address says."""

    WORKS = "works"
    GONE = "gone"  # its server says that there is no such page
    AWAY = "away"  # its server answers with an error
    UNREACHED = "unreached"  # no server answers
    UNCLEAR = "unclear"  # it sends programs away, or may not be asked


@dataclass(frozen=True)
class Look:
    """A look at an address, and why in a few words."""

    verdict: Verdict
    reason: str = ""


def look_at(url: str) -> Look:
    """Ask for an address once, and for those that it redirects to. Never raises for what a name, a server or the network does."""
    with Deadline(WITHIN) as deadline:
        for _ in range(MOST_REDIRECTS + 1):
            try:
                target = Target.of(url)
                addresses = resolve(target)
            except UnknownHost:
                return Look(Verdict.UNREACHED, "there is no site of that name")
            except RejectedAddress as refused:
                return Look(Verdict.UNCLEAR, f"not asked: {refused}")
            try:
                status, location = _ask(target, addresses[0], deadline)
            except HTTPError as error:
                return Look(Verdict.UNREACHED, "it took too long" if deadline.passed else reason_of(error))
            if not (300 <= status < 400 and location):
                return judged(status)
            try:
                url = urljoin(url, location).partition("#")[0]
            except ValueError:
                return Look(Verdict.AWAY, "it redirects to what is no address")
            if url.lower().startswith("http:"):
                return Look(Verdict.WORKS)  # it leads somewhere; over http nobody is asked
    return Look(Verdict.AWAY, "it redirects without end")


def _ask(target: Target, address: str, deadline: Deadline) -> tuple[int, str]:
    headers = {
        "Host": target.host_header,
        "User-Agent": f"wham-link-check/1 (+{settings.SITE_URL})",
        "Accept": "text/html,*/*;q=0.8",
    }
    with connection_pool(target, address, deadline) as pool:
        answer = pool.urlopen(
            "GET",
            target.path,
            headers=headers,
            redirect=False,
            retries=False,
            assert_same_host=False,
            preload_content=False,
        )
        with suppress(HTTPError):
            answer.close()  # its body is not read
        return answer.status, answer.headers.get("Location", "")


def judged(status: int) -> Look:
    """What the status of an answer says of the address."""
    if status < 400:
        return Look(Verdict.WORKS)
    if status in {404, 410}:
        return Look(Verdict.GONE, "the page was not found there" if status == 404 else "the page was taken away there")
    if status >= 500:
        return Look(Verdict.AWAY, f"its server answered {status}")
    return Look(Verdict.UNCLEAR, f"its server answered {status} to a program")  # a browser may get in


def check_links(most: int, seconds: float) -> int:
    """Look at up to ``most`` links that are due, beginning none after ``seconds``; gives how many were looked at."""
    began, looks = time.monotonic(), []
    for link in _claim(most):
        if time.monotonic() - began > seconds:
            _release(link)
        else:
            looks.append((link, look_at(link.url)))
    reached = any(look.verdict is not Verdict.UNREACHED for _, look in looks)
    if looks and not reached and len(looks) >= OFFLINE:
        return 0  # each is due again within the hour
    changed = [link.pk for link, look in looks if _note(link, look)]
    look_again(list(Link.pages.through.objects.filter(link__in=changed).values_list("librarypage", flat=True)))
    return len(looks)


def _claim(most: int) -> list[Link]:
    """The links that are due longest, held so that nobody else asks for them now."""
    now = timezone.now()
    due = Link.objects.filter(due_at__lte=now)
    keys = list(due.order_by("due_at").values_list("pk", flat=True)[:most])
    held = [key for key in keys if due.filter(pk=key).update(due_at=now + HELD)]
    return list(Link.objects.filter(pk__in=held).order_by("checked_at", "pk"))


def _release(link: Link) -> None:
    Link.objects.filter(pk=link.pk).update(due_at=timezone.now())


def _note(link: Link, look: Look) -> bool:
    """Store what a look has shown; whether readers of the report see a change."""
    was_broken = link.state == Link.State.BROKEN
    link.failures = link.failures + 1 if look.verdict in {Verdict.GONE, Verdict.AWAY, Verdict.UNREACHED} else 0
    if look.verdict is Verdict.WORKS:
        link.state, link.told_at = Link.State.WORKS, None
    elif look.verdict is Verdict.UNCLEAR:
        link.state = Link.State.UNKNOWN
    else:
        broken = look.verdict is Verdict.GONE or link.failures >= FAILURES or was_broken
        link.state = Link.State.BROKEN if broken else Link.State.FAILS
    wait = RETRIES.wait(link.failures - 1) if link.state == Link.State.FAILS else SPREAD.wait(0)
    link.reason, link.checked_at = look.reason[:200], timezone.now()
    link.due_at = link.checked_at + wait
    link.save(update_fields=["state", "reason", "failures", "checked_at", "due_at", "told_at"])
    return was_broken != (link.state == Link.State.BROKEN)
