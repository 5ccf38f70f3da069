"""The second factor: a code of an authenticator (TOTP, RFC 6238) or one of ten recovery codes, as django-allauth keeps them.

Between the password and the code there is an attempt: signed, good for ``SECONDS``, and for this account and password alone.
"""

from __future__ import annotations

import logging
from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from cryptography.fernet import InvalidToken
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.core import signing
from django.db.models import Q, QuerySet
from django.utils.crypto import constant_time_compare, salted_hmac

from access.sealing import opened, sealed
from access.sessions import ENTER

logger = logging.getLogger(__name__)
SECONDS = 300  # that an attempt is good for
LONGEST_CODE, LONGEST_ATTEMPT = 40, 500  # characters
_SALT = "access.second_factor"


class Adapter(DefaultMFAAdapter):
    """allauth's, with the secrets encrypted in the database, and no need of a request to name the site."""

    def encrypt(self, text: str) -> str:
        """As the database keeps a secret."""
        return sealed(text)

    def decrypt(self, encrypted_text: str) -> str:
        """The secret."""
        return opened(encrypted_text)

    def get_totp_issuer(self) -> str:
        """What the app of the person calls us."""
        return str(settings.WAGTAIL_SITE_NAME)


class SecondFactorNeeded(Exception):
    """The first factor is right. ``attempt`` goes with the second."""

    def __init__(self, attempt: str) -> None:
        super().__init__("A code of your authenticator is needed, or one of your recovery codes.")
        self.attempt = attempt


class SecondFactorMissing(Exception):
    """The first factor is right, and the account may not sign in without a second."""

    def __init__(self) -> None:
        super().__init__("Your account needs a second factor. Sign in to the admin once: it leads you through.")


def has_one(user: Any) -> bool:
    """Whether signing in takes a second factor."""
    return Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.TOTP).exists()


def is_required(user: Any) -> bool:
    """Whether the account may not do without: whoever may enter the admin, where the settings say so."""
    return bool(settings.STAFF_SECOND_FACTOR and user.is_active and user.has_perm(ENTER))


def entering(user: Any) -> QuerySet[Permission]:
    """The right to enter the admin, if the user of a query has it, by a role or by themselves; a superuser needs none."""
    app, _, name = ENTER.partition(".")
    right = Permission.objects.filter(content_type__app_label=app, codename=name)
    return right.filter(Q(group__user=user) | Q(user=user))


def new_attempt(user: Any) -> str:
    """What goes with the code, to say whose it is."""
    return signing.dumps([user.pk, _proof(user)], salt=_SALT)


def user_of(attempt: str, seconds: int = SECONDS) -> Any:
    """Whose attempt it is; None where it is over, the password is another by now, or it is none of ours."""
    if len(attempt) > LONGEST_ATTEMPT:
        return None
    try:
        key, proof = signing.loads(attempt, salt=_SALT, max_age=seconds)
    except (signing.BadSignature, ValueError):
        return None
    user: Any = get_user_model().objects.filter(pk=key, is_active=True).first()
    return user if user is not None and constant_time_compare(proof, _proof(user)) else None


def passes(user: Any, code: str) -> bool:
    """Whether a code is right; it is good once. Nothing is a code of who has no second factor."""
    if not code or len(code) > LONGEST_CODE or not code.isascii():
        return False
    for one in Authenticator.objects.filter(user_id=user.pk, type__in=["totp", "recovery_codes"]).order_by("-type"):
        kind: Any = TOTP if one.type == Authenticator.Type.TOTP else RecoveryCodes
        try:
            right = kind(one).validate_code(code)
        except InvalidToken:
            logger.exception("The second factor of account %s was made under another SECRET_KEY.", user.pk)
            continue
        if right:
            one.refresh_from_db()
            one.record_usage()
            return True
    return False


def _proof(user: Any) -> str:
    return salted_hmac(_SALT, user.get_session_auth_hash(), algorithm="sha256").hexdigest()[:32]
