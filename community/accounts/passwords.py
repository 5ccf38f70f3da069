"""A new password: by a link, for who has forgotten it; by the old one, for who knows it."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model, update_session_auth_hash
from django.contrib.auth.tokens import default_token_generator
from django.db import transaction
from django.http import HttpRequest
from django.utils.http import base36_to_int, int_to_base36
from django.views.decorators.debug import sensitive_variables

from access.authentication import presented_token
from access.backends import storable
from access.models import MemberToken
from access.sign_in import LONGEST_PASSWORD
from community.accounts import addresses, messages
from community.accounts.bounds import PROOF, bounded
from community.accounts.signing_up import checked_password
from community.errors import CommunityError

ENDED = "This link is over, was used, or was cut short. Ask for another."
LONGEST_TOKEN = 100


def mail_link(email: str) -> None:
    """Mail the link to who has an account with this address. For a thread: it takes what it takes."""
    user = addresses.owner_of(email)
    if user is None or not user.is_active:
        return
    token = f"{int_to_base36(user.pk)}.{default_token_generator.make_token(user)}"
    with transaction.atomic():
        messages.send_reset(email, token)


@sensitive_variables("password")
def reset(token: str, password: str) -> None:
    """Set the password that was forgotten; every app and session is over. Raises CommunityError."""
    user = _owner_of(token)
    if user is None:
        raise CommunityError("LINK_ENDED", ENDED, "token")
    new = checked_password(password, user)
    with transaction.atomic():
        locked = get_user_model().objects.select_for_update().get(pk=user.pk)
        if not default_token_generator.check_token(locked, token.partition(".")[2]):
            raise CommunityError("LINK_ENDED", ENDED, "token")  # pressed twice
        _set(locked, new)


@sensitive_variables("current", "password")
def change(user: Any, request: HttpRequest, current: str, password: str) -> None:
    """Set another password; every app and session is over but the one that asks. Raises CommunityError."""
    prove(user, request, current, "currentPassword")
    new = checked_password(password, user, "newPassword")
    with transaction.atomic():
        locked = get_user_model().objects.select_for_update().get(pk=user.pk)
        _set(locked, new)
        token = presented_token(request)
        if token is not None:
            MemberToken.objects.filter(pk=token.pk).update(auth_hash=locked.get_session_auth_hash())
        else:
            update_session_auth_hash(request, locked)


@sensitive_variables("password")
def prove(user: Any, request: HttpRequest, password: str, field: str = "password") -> None:
    """That who asks knows the account's password. Raises CommunityError."""
    tries = bounded(request, PROOF, str(user.pk))
    if len(password) > LONGEST_PASSWORD or not user.check_password(storable(password)):
        raise CommunityError("FORBIDDEN", "That is not your password. Look at capital letters and try again.", field)
    tries.forgive()


def _set(user: Any, password: str) -> None:
    user.set_password(password)
    user.save(update_fields=["password"])
    if user.email:
        messages.send_password_changed(user.email)


def _owner_of(token: str) -> Any:
    key, _, secret = token.partition(".")
    try:
        pk = base36_to_int(key) if len(token) <= LONGEST_TOKEN else 0
    except ValueError:
        return None
    user = get_user_model().objects.filter(pk=pk, is_active=True).first() if 0 < pk < 2**63 else None
    return user if user is not None and default_token_generator.check_token(user, secret) else None
