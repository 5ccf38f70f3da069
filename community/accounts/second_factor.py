"""Setting up a second factor, and doing without it again. Its codes are looked at by ``access.second_factor``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret, validate_totp_code
from django.contrib.auth import get_user_model
from django.core import signing
from django.db import transaction
from django.http import HttpRequest

from access.second_factor import LONGEST_CODE, Adapter, has_one, is_required, passes, user_of
from access.sign_in import SignedIn, give_token
from community.accounts import messages
from community.accounts.bounds import FACTOR, bounded
from community.accounts.passwords import prove
from community.errors import CommunityError

SECONDS = 1_800  # in which a set-up that was begun can be ended
_SALT = "accounts.second_factor"
WRONG = (
    "This code is wrong, or was used before. Wait for the next one, and look whether the clock of your phone is right."
)
OVER = "This took too long, or the password was changed meanwhile. Sign in again from the beginning."


@dataclass(frozen=True)
class SetUp:
    """What an authenticator needs to know; ``state`` comes back with the first code."""

    secret: str
    uri: str
    state: str


def start(user: Any, request: HttpRequest, password: str) -> SetUp:
    """A new secret, for who gives the password. Nothing holds before its first code. Raises CommunityError."""
    prove(user, request, password)
    return begin(user)


def begin(user: Any) -> SetUp:
    """A new secret for who has shown who they are."""
    if has_one(user):
        raise CommunityError("FORBIDDEN", "Your account has a second factor. Switch that off first.")
    secret = generate_totp_secret()
    state = signing.dumps([user.pk, Adapter().encrypt(secret)], salt=_SALT)
    return SetUp(secret, Adapter().build_totp_url(user, secret), state)


def begun(user: Any, state: str) -> SetUp | None:
    """A set-up that is not over; None where it is, or is somebody else's."""
    try:
        key, kept = signing.loads(state, salt=_SALT, max_age=SECONDS)
    except (signing.BadSignature, ValueError):
        return None
    if key != user.pk:
        return None
    secret = Adapter().decrypt(kept)
    return SetUp(secret, Adapter().build_totp_url(user, secret), state)


def finish(user: Any, request: HttpRequest, state: str, code: str) -> list[str]:
    """The first code is right: from now on it is wanted. Gives the recovery codes. Raises CommunityError."""
    tries = bounded(request, FACTOR, str(user.pk))
    found = begun(user, state)
    if found is None:
        raise CommunityError("LINK_ENDED", "This took too long. Begin again.", "state")
    if len(code) > LONGEST_CODE or not validate_totp_code(found.secret, code):
        raise CommunityError("FORBIDDEN", WRONG, "code")
    tries.forgive()
    with transaction.atomic():
        get_user_model().objects.select_for_update().get(pk=user.pk)
        if has_one(user):
            raise CommunityError("FORBIDDEN", "Your account has a second factor by now.")
        TOTP.activate(user, found.secret).validate_code(code)  # which is used up with that
        codes = RecoveryCodes.activate(user).get_unused_codes()
        if user.email:
            messages.send_second_factor(user.email, on=True)
    return codes


def new_recovery_codes(user: Any, request: HttpRequest, password: str) -> list[str]:
    """Ten other recovery codes; the old ones are good for nothing. Raises CommunityError."""
    prove(user, request, password)
    if not has_one(user):
        raise CommunityError("FORBIDDEN", "Your account has no second factor. Set one up first.")
    with transaction.atomic():
        get_user_model().objects.select_for_update().get(pk=user.pk)
        Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.RECOVERY_CODES).delete()
        return list(RecoveryCodes.activate(user).get_unused_codes())


def stop(user: Any, request: HttpRequest, password: str) -> None:
    """No second factor any more. Raises CommunityError; staff cannot do without where the settings say so."""
    if is_required(user):
        raise CommunityError("FORBIDDEN", "Who works in the admin needs a second factor here.")
    prove(user, request, password)
    with transaction.atomic():
        gone, _ = Authenticator.objects.filter(user_id=user.pk).delete()
        if gone and user.email:
            messages.send_second_factor(user.email, on=False)


def recovery_codes_left(user: Any) -> int | None:
    """How many recovery codes are unused; None without a second factor."""
    row = Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.RECOVERY_CODES).first()
    return len(RecoveryCodes(row).get_unused_codes()) if row is not None else None


def sign_in(request: HttpRequest, attempt: str, code: str, device: str) -> SignedIn:
    """A token for the second factor, after the first. Raises CommunityError."""
    user = user_of(attempt)
    if user is None:
        raise CommunityError("LINK_ENDED", OVER, "attempt")
    check(request, user, code)
    return give_token(request, user, device, second_factor=True)


def check(request: HttpRequest, user: Any, code: str) -> None:
    """That a code of the second factor is right. Raises CommunityError."""
    tries = bounded(request, FACTOR, str(user.pk))
    if not passes(user, code.strip()):
        raise CommunityError("FORBIDDEN", WRONG, "code")
    tries.forgive()
