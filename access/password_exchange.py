"""Password exchange: the password of a private page or collection for a token that lasts an hour.

The token is signed, not stored: it names the restrictions that it passes and holds a keyed digest of their passwords, so another password ends it.
It says nothing that its holder did not know.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core import signing
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from wagtail.models import Collection, CollectionViewRestriction, Page, PageViewRestriction
from wagtail.models.view_restrictions import BaseViewRestriction

from access.throttle import COLLECTION_PASSWORD, PAGE_PASSWORD, Attempts, TooManyAttempts
from content_types.core.errors import Unauthenticated
from delivery.visibility import Viewer, page_is_visible

LIFETIME = timedelta(hours=1)
MOST_TOKENS = 10  # in one request; a page may lie below several private ones
LONGEST_TOKEN = 2_000  # characters
LONGEST_PASSWORD = 255  # as long as Wagtail stores
HEADER = "X-Page-Access"
_SALT = "access.password_exchange"
_PAGES, _COLLECTIONS = "p", "c"
_SUBJECTS = {_PAGES: PAGE_PASSWORD, _COLLECTIONS: COLLECTION_PASSWORD}
_MODELS: dict[str, Any] = {_PAGES: PageViewRestriction, _COLLECTIONS: CollectionViewRestriction}


@dataclass(frozen=True)
class Unlocked:
    """A token and when it ends."""

    token: str
    expires_at: datetime


@dataclass(frozen=True)
class Passed:
    """The restrictions that a request's tokens pass."""

    pages: frozenset[int] = frozenset()
    collections: frozenset[int] = frozenset()


def unlock_page(request: HttpRequest, viewer: Viewer, page: Page | None, password: str) -> Unlocked | None:
    """A token for the restrictions on the page, and on those above it, that have this password; None where there is none.

    A restriction whose password was guessed at too often opens nothing for a while, by whichever page it is reached. None as well for a page that is not there, or that the viewer would not see with every password: it runs the same SQL
    and compares as often, so that nothing is told of which it was.
    """
    restrictions = _restrictions(_PAGES)
    with_all = Viewer(
        user=viewer.user,
        passed_page_restrictions=viewer.passed_page_restrictions | {pk for pk, _, _ in restrictions},
        reads_login_restricted=viewer.reads_login_restricted,
        now=viewer.now,
    )
    # Worked out even where there is no page, for the time that it takes.
    _ = with_all.hidden_pages
    asked = page if page is not None else Page(path="", live=False, depth=0)
    # An alias has the restrictions of its source.
    paths = with_all.snapshot.paths_of(asked.path) if page_is_visible(with_all, asked) else [""]
    return _token(_PAGES, _matching(request, _PAGES, restrictions, paths, password))


def unlock_collection(request: HttpRequest, collection: Collection | None, password: str) -> Unlocked | None:
    """A token for the restrictions on the collection, and on those above it, that have this password; None where there is none.

    Guessing is bounded as for pages.
    """
    path = collection.path if collection is not None else ""
    return _token(_COLLECTIONS, _matching(request, _COLLECTIONS, _restrictions(_COLLECTIONS), [path], password))


def passed_by(header: str) -> Passed:
    """What the tokens of a header pass, separated by commas; one SQL statement a kind. Raises Unauthenticated for any that does not hold."""
    tokens = [one.strip() for one in header.split(",") if one.strip()]
    if len(tokens) > MOST_TOKENS:
        raise Unauthenticated(f"`{HEADER}` holds {len(tokens)} tokens; it may hold {MOST_TOKENS}.", HEADER)
    claimed: dict[str, dict[int, str]] = {_PAGES: {}, _COLLECTIONS: {}}
    for token in tokens:
        for kind, prints in _read(token).items():
            claimed[kind].update(prints)
    return Passed(_still_good(_PAGES, claimed[_PAGES]), _still_good(_COLLECTIONS, claimed[_COLLECTIONS]))


def _restrictions(kind: str) -> list[tuple[int, str, str]]:
    """Key, path and password of every restriction by password."""
    path = "page__path" if kind == _PAGES else "collection__path"
    rows = _MODELS[kind].objects.filter(restriction_type=BaseViewRestriction.PASSWORD)
    return list(rows.values_list("pk", path, "password"))


def _matching(
    request: HttpRequest, kind: str, restrictions: list[tuple[int, str, str]], paths: list[str], password: str
) -> dict[int, str]:
    """Of the restrictions on these paths or above them, those with this password: key to password. Compares with all of them."""
    given = password.encode("utf-8", "replace").decode()
    same = {pk for pk, _, expected in restrictions if constant_time_compare(given, expected) and expected}
    tried = {pk: expected for pk, above, expected in restrictions if any(path.startswith(above) for path in paths)}
    # Where there is nothing to try, something is counted for the time that it takes.
    attempts = {pk: Attempts.of(request, _SUBJECTS[kind], str(pk)) for pk in tried or (None,)}
    matching = {pk: tried[pk] for pk, one in attempts.items() if _counts(one) and pk in same and pk is not None}
    for one in attempts.values() if matching else ():
        one.forgive()
    return matching


def _counts(attempts: Attempts) -> bool:
    """Count an attempt: whether it is looked at, being not one too many."""
    try:
        attempts.count()
    except TooManyAttempts:
        return False
    return True


def _fingerprint(kind: str, pk: int, password: str) -> str:
    return salted_hmac(_SALT, f"{kind}:{pk}:{password}", algorithm="sha256").hexdigest()[:32]


def _token(kind: str, restrictions: dict[int, str]) -> Unlocked | None:
    if not restrictions:
        return None
    expires_at = timezone.now() + LIFETIME
    prints = {str(pk): _fingerprint(kind, pk, password) for pk, password in restrictions.items()}
    return Unlocked(signing.dumps({kind: prints}, salt=_SALT), expires_at)


def _read(token: str) -> dict[str, dict[int, str]]:
    rejection = f"The token in `{HEADER}` {{}}. Ask for the password again, or send the request without it."
    if len(token) > LONGEST_TOKEN or not re.fullmatch(r"[\w:.-]+", token, re.ASCII):
        raise Unauthenticated(rejection.format("is not one of ours"), HEADER)
    try:
        claims = signing.loads(token, salt=_SALT, max_age=LIFETIME)
    except signing.SignatureExpired as error:
        raise Unauthenticated(rejection.format("has expired"), HEADER) from error
    except signing.BadSignature as error:
        raise Unauthenticated(rejection.format("is not one of ours"), HEADER) from error
    return {kind: {int(pk): str(one) for pk, one in prints.items()} for kind, prints in claims.items()}


def _still_good(kind: str, prints: dict[int, str]) -> frozenset[int]:
    if not prints:
        return frozenset()
    rows: Any = _MODELS[kind].objects.filter(pk__in=prints, restriction_type=BaseViewRestriction.PASSWORD)
    passwords = dict(rows.values_list("pk", "password"))
    for pk, given in prints.items():
        # A restriction that is gone has no password: then nothing is compared, and the token is over as well.
        if not constant_time_compare(_fingerprint(kind, pk, passwords.get(pk, "")), given) or pk not in passwords:
            raise Unauthenticated(
                f"A token in `{HEADER}` is over: the password was changed or taken away. Ask for it again, or send the request without it.",
                HEADER,
            )
    return frozenset(prints)
