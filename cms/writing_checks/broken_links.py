"""Links that lead nowhere, by what the last look at each has shown."""

from __future__ import annotations

from collections.abc import Iterator

from cms.writing_checks.models import Link, digest_of
from content_types.core.writing_checks.draft import Draft
from content_types.core.writing_checks.findings import Found, Severity, WritingCheck
from content_types.core.writing_checks.particulars import shortened


def broken_links(draft: Draft) -> Iterator[Found]:
    """The links of a draft that are known to be broken; one SQL statement, none where it has no links."""
    by_digest = {digest_of(asked_as(one.url)): one for one in draft.links}
    if not by_digest:
        return
    for link in Link.objects.filter(digest__in=by_digest, state=Link.State.BROKEN):
        one = by_digest[link.digest]
        yield f"{shortened(one.url)} leads nowhere: {link.reason}. Find where it is now, or take it out.", one.place


def asked_as(url: str) -> str:
    """The address that is asked for a link: over https, and without what only a browser looks at."""
    url = url.partition("#")[0]
    return f"https:{url[5:]}" if url.lower().startswith("http:") else url


def is_asked(url: str) -> bool:
    """Whether a link is one that can be asked: a web address, not of mail or a telephone."""
    return url.lower().startswith(("https://", "http://"))


BROKEN_LINK = WritingCheck(
    "broken_link",
    "Broken link",
    "Each link is looked at once a month. One that was not found, or three times did not answer, counts as broken.",
    broken_links,
    Severity.MEND,
)
