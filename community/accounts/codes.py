"""Signing in by a code that is mailed: for who has forgotten the password, or never learns one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from allauth.core.internal.cryptokit import generate_user_code, normalize_user_code
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from access.backends import storable
from access.sign_in import SignedIn, complete
from community.accounts import addresses, messages
from community.accounts.bounds import CODE, bounded
from community.accounts.models import MINUTES_OF_A_CODE, SignInCode
from community.errors import CommunityError

WRONG = "This code does not fit the address, was used, or is older than ten minutes. Copy it anew, or ask for another."
LONGEST_CODE = 40  # characters


def mail_code(email: str) -> None:
    """Mail a code to who has an account with this address, in place of earlier ones. For a thread: it takes what it takes."""
    with transaction.atomic():
        user = addresses.owner_of(email)
        if user is None or not user.is_active:
            return
        code = generate_user_code()
        SignInCode.objects.filter(user=user).delete()
        SignInCode.objects.create(user=user, digest=_digest(user.pk, code))
        messages.send_code(email, code)


def sign_in_with_code(request: HttpRequest, email: str, code: str, device: str) -> SignedIn:
    """A token for a code. Raises CommunityError, and what ``access.sign_in.complete`` does: a code is one factor."""
    address = addresses.cleaned(email)
    tries = bounded(request, CODE, address)
    user = _owner_of_code(address, code)
    if user is None:
        raise CommunityError("UNAUTHENTICATED", WRONG, "code")
    tries.forgive()
    return complete(request, user, device)


def check(request: HttpRequest, user: Any, code: str) -> None:
    """That a code which was mailed to this account is right; it is over then. Raises CommunityError."""
    tries = bounded(request, CODE, user.email)
    found = _owner_of_code(user.email, code)
    if found is None or found.pk != user.pk:
        raise CommunityError("FORBIDDEN", WRONG, "code")
    tries.forgive()


def _owner_of_code(email: str, code: str) -> Any:
    """Whose code it is; it is over then. Two statements where it fits, one where it does not."""
    since = timezone.now() - timedelta(minutes=MINUTES_OF_A_CODE)
    standing = SignInCode.objects.select_related("user").filter(created_at__gte=since, user__is_active=True)
    mine = standing.filter(user__emailaddress__email=email, user__emailaddress__verified=True).first()
    digest = _digest(mine.user_id if mine is not None else 0, code[:LONGEST_CODE])
    if mine is None or not constant_time_compare(mine.digest, digest):
        return None
    used, _ = SignInCode.objects.filter(pk=mine.pk).delete()  # of two at once, one
    return mine.user if used else None


def _digest(user: int, code: str) -> str:
    return salted_hmac(f"accounts.code.{user}", normalize_user_code(storable(code)), algorithm="sha256").hexdigest()
