"""A member's entry point for apps that keep no cookies: name and password for an opaque token, once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import authenticate as check_password
from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from access.backends import storable
from access.models import MemberToken
from access.second_factor import SecondFactorMissing, SecondFactorNeeded, has_one, is_required, new_attempt
from access.throttle import SIGN_IN, Attempts

TOKENS_A_MEMBER = 20  # valid at once; one more ends the oldest
LONGEST_NAME = 254  # of a mail address; user names are shorter
LONGEST_PASSWORD = 1_000  # characters; hashing takes longer for longer ones
LONGEST_DEVICE = 100


@dataclass(frozen=True)
class SignedIn:
    """A new token and its key, which is told here and nowhere else."""

    token: MemberToken
    key: str


@sensitive_variables("password", "key")
def sign_in(request: HttpRequest, username: str, password: str, device: str) -> SignedIn | None:
    """A token for the member with this name and password; None where there is none, or where the account is off.

    Takes as long for a name that nobody has. Raises TooManyAttempts after ``GUESSES_ALLOWED`` wrong attempts, and as ``complete`` does.
    """
    if len(username) > LONGEST_NAME or len(password) > LONGEST_PASSWORD:
        return None
    Attempts.of(request, SIGN_IN, username).refuse_if_over()
    user: Any = check_password(request, username=username, password=password)
    if user is None:
        return None
    return complete(request, user, device)


def complete(request: HttpRequest, user: Any, device: str) -> SignedIn:
    """A token for who has shown one factor, where that is enough. Raises SecondFactorNeeded, SecondFactorMissing."""
    if has_one(user):
        raise SecondFactorNeeded(new_attempt(user))
    if is_required(user):
        raise SecondFactorMissing
    return give_token(request, user, device)


def give_token(request: HttpRequest, user: Any, device: str, *, second_factor: bool = False) -> SignedIn:
    """A token for who has shown all that is wanted."""
    expires_at = timezone.now() + timedelta(days=settings.MEMBER_TOKEN_DAYS)
    token, key = MemberToken.new(user, storable(device)[:LONGEST_DEVICE], expires_at, second_factor)
    _end_the_oldest(user)
    user_logged_in.send(sender=type(user), request=request, user=user)  # notes when they last signed in
    return SignedIn(token, key)


def tokens_of(user: Any) -> list[MemberToken]:
    """A member's tokens that open something now, the newest first."""
    now = timezone.now()
    rows = MemberToken.objects.filter(user=user, revoked_at__isnull=True, expires_at__gt=now).select_related("user")
    return [row for row in rows if row.rejection(now) is None]


def end_token(user: Any, key: int) -> bool:
    """End one of a member's own tokens; False where they have none such that is valid."""
    mine = MemberToken.objects.filter(user=user, pk=key, revoked_at__isnull=True)
    return mine.update(revoked_at=timezone.now()) > 0


def _end_the_oldest(user: Any) -> None:
    for token in tokens_of(user)[TOKENS_A_MEMBER:]:
        token.revoke()
