"""Leaving for good: the account goes, and with it all that is its own; what was written stays under “A former member”, or goes too.

One transaction: either all of it has happened or nothing. What becomes of which rows is said by each app (``community.erasure``).
"""

from __future__ import annotations

import logging
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.http import HttpRequest
from django.utils.module_loading import import_string
from django.views.decorators.debug import sensitive_variables

from access.second_factor import has_one
from community import erasure
from community.accounts import codes, messages, second_factor
from community.accounts.models import Erasure
from community.accounts.passwords import prove
from community.erasure import Contributions, Erasing
from community.errors import CommunityError
from content_types.core.row_locks import is_taken
from mailing import outbox

logger = logging.getLogger(__name__)
DECIDES_ON_ROLES = "auth.change_group"  # what makes an administrator
TRIES = 3  # where somebody else wrote something of this account meanwhile
LAST_ADMINISTRATOR = "You are the last who can look after roles. Make somebody else an administrator first."
ONE_OF_BOTH = "Give your password or a code."


@sensitive_variables("password", "code")
def prove_by(user: Any, request: HttpRequest, password: str, code: str) -> None:
    """That it is the account's owner who asks: by the password, the second factor, or without one a code that was mailed. Raises CommunityError."""
    if password:
        prove(user, request, password)
    elif not code:
        raise CommunityError("BAD_INPUT", ONE_OF_BOTH, "password")
    elif has_one(user):
        second_factor.check(request, user, code)
    else:
        codes.check(request, user, code)


def erase(user: Any, contributions: Contributions, *, again: bool = False) -> bool:
    """End an account for good; False where it is gone already. Raises CommunityError for the last administrator.

    ``again``: it had ended before a backup brought it back; nobody is told once more, and nothing is refused.
    """
    for left in reversed(range(TRIES)):
        try:
            with transaction.atomic():
                return _erase(user.pk, contributions, again)
        except DatabaseError as error:
            meanwhile = isinstance(error, IntegrityError) or is_taken(error)
            if not left or not meanwhile or connection.in_atomic_block:
                raise
            logger.info("Erasing account %s once more: something of it was written meanwhile.", user.pk)
    raise AssertionError


def _erase(key: int, contributions: Contributions, again: bool) -> bool:
    users = get_user_model()._default_manager
    if not again:
        _require_another_administrator(key)
    # NO KEY: who registers just now may end, and is found below.
    user: Any = users.select_for_update(no_key=True).filter(pk=key).exclude(username=erasure.FORMER_MEMBER).first()
    if user is None:
        return False
    name, email = user.get_full_name().strip(), user.email
    erasure.carry_out(Erasing(user, contributions, erasure.former_member()))
    _end_sessions(key)
    Erasure.objects.create(account=key, joined_at=user.date_joined, contributions=contributions)
    user.delete()
    transaction.on_commit(_keep, robust=True)
    if email:
        outbox.forget(email)
    if email and not again:
        messages.send_farewell(email, name, removed=contributions is Contributions.REMOVE)
    return True


def _keep() -> None:
    import_string("community.accounts.erasures.keep")()  # by name: what reads the list erases


def _require_another_administrator(key: int) -> None:
    """Raises CommunityError where nobody else could look after roles; two who leave at once are one after the other."""
    users: Any = get_user_model()._default_manager
    able = users.with_perm(DECIDES_ON_ROLES, backend="django.contrib.auth.backends.ModelBackend")
    keys = list(
        users.filter(pk__in=able.values("pk"))
        .order_by("pk")
        .select_for_update(no_key=True)
        .values_list("pk", flat=True)
    )
    if keys == [key]:
        raise CommunityError("LAST_ADMINISTRATOR", LAST_ADMINISTRATOR)


def _end_sessions(key: int) -> None:
    """Delete the admin's sessions of an account: few have one, so all are looked at."""
    for session in Session.objects.all():
        if session.get_decoded().get("_auth_user_id") == str(key):
            session.delete()
