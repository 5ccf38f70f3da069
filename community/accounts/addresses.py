"""The one mail address of an account: allauth's row holds that it is its owner's, Django's field that mails go to it."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models.signals import post_save

from access.backends import storable
from community.errors import CommunityError

LONGEST = 254


def cleaned(email: str) -> str:
    """An address as it is kept. Raises CommunityError for what is none."""
    found = storable(email).strip().lower()
    try:
        validate_email(found)
    except ValidationError as error:
        raise CommunityError(
            "BAD_INPUT", "This is no mail address. Write one such as name@example.org.", "email"
        ) from error
    if len(found) > LONGEST:
        raise CommunityError("BAD_INPUT", f"Give an address of at most {LONGEST} characters.", "email")
    return found


def owner_of(email: str) -> Any:
    """The account whose address this is, confirmed; None where there is none: one statement either way."""
    found = EmailAddress.objects.select_related("user").filter(email=email, verified=True).first()
    return found.user if found is not None else None


def connect() -> None:
    """Listen to addresses that are given in the admin."""
    post_save.connect(_account_saved, sender=get_user_model(), dispatch_uid="accounts.addresses")


def _account_saved(instance: Any, raw: bool, update_fields: Any, **kwargs: Any) -> None:
    """An address that an administrator gave, or staff gave themselves in the admin, counts as its owner's.

    Unless another account has it: then nobody signs in or is written to by it here, and the account signs in by its name.
    """
    if raw or (update_fields is not None and "email" not in update_fields):
        return
    keep_address(instance, instance.email)


def keep_address(user: Any, email: str) -> None:
    """Make this the account's confirmed address, if it is nobody else's; the row of an earlier one goes."""
    email = email.strip().lower()
    own = EmailAddress.objects.filter(user=user)
    if own.filter(email=email, verified=True, primary=True).exists():
        return
    own.delete()
    if email and not EmailAddress.objects.filter(email=email, verified=True).exists():
        EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
