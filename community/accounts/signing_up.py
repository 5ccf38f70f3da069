"""Joining: a wish, a mail, and a tap that confirms the address. Only then is there an account.

Whoever asks learns nothing of who has an account: the same statements, the same hash and one mail, whichever it is.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from access.backends import storable
from access.sign_in import LONGEST_PASSWORD
from community.accounts import addresses, agreements, messages
from community.accounts.bounds import SIGN_UP, bounded, bounded_mails
from community.accounts.links import digest_of, new_token, oldest
from community.accounts.models import LONGEST_NAME, Acceptance, Membership, SignUp
from community.errors import CommunityError
from content_types.taxonomy.models import Profession

OTHER = "other"
ENDED = "This link is over, or was cut short. Copy it whole from the mail, or join again."
ALREADY = "This address has an account already. Sign in, or choose a new password."


@dataclass(frozen=True)
class Wish:
    """What somebody who wants to join has filled in."""

    email: str
    password: str
    name: str
    profession: str  # the slug of a profession of the library, or “other”
    of_age: bool
    versions: dict[str, str]  # of the texts that they accept, by kind


@sensitive_variables("wish")
def sign_up(request: HttpRequest, wish: Wish) -> None:
    """Send the mail by which an address is confirmed; to the owner of an account that they have one. Raises CommunityError."""
    email = addresses.cleaned(wish.email)
    name = _name(wish.name)
    profession = _profession(wish.profession)
    if not wish.of_age:
        raise CommunityError("BAD_INPUT", "Only who is eighteen or older can join. Say so, if you are.", "isOfAge")
    password = checked_password(wish.password, get_user_model()(email=email, first_name=name))
    bounded(request, SIGN_UP, email)
    bounded_mails(request, email)
    hashed = make_password(password)
    token, digest = new_token()
    with transaction.atomic():
        accepted = agreements.accepted(wish.versions)
        known = addresses.owner_of(email)
        SignUp.objects.create(
            email=email, password=hashed, name=name, profession=profession, agreements=accepted, digest=digest
        )
        _tell(email, name, token, known)


def renew(email: str) -> None:
    """Send another link to who has not confirmed; nothing to who never asked to join. For a thread: it takes what it takes."""
    token, digest = new_token()
    with transaction.atomic():
        found = SignUp.objects.filter(email=email, created_at__gte=oldest()).order_by("-pk").first()
        if found is None:
            return
        name = found.name
        found.pk, found.digest = None, digest  # a row of its own: the link that was sent before stays good
        found.save(force_insert=True)
        _tell(email, name, token, addresses.owner_of(email))


def confirm(token: str) -> None:
    """The tap on the page of the link: now there is an account. A second tap changes nothing and is told the same. Raises CommunityError."""
    digest = digest_of(token)
    with transaction.atomic():
        found = SignUp.objects.filter(digest=digest, created_at__gte=oldest()).first()
        if found is None:
            raise CommunityError("LINK_ENDED", ENDED, "token")
        # All of this address, in one order: two links that are pressed at once wait for one another here.
        same = SignUp.objects.select_for_update().filter(email=found.email, confirmed_at=None)
        rows = {row.pk: row for row in same.order_by("pk")}
        found = rows.get(found.pk)
        if found is None:  # confirmed before, or in between
            return
        if addresses.owner_of(found.email) is not None:
            raise CommunityError("ALREADY_MEMBER", ALREADY, "token")
        try:
            with transaction.atomic():
                _make_account(found)
        except IntegrityError as error:  # the address became somebody's just now
            raise CommunityError("ALREADY_MEMBER", ALREADY, "token") from error


def checked_password(password: str, user: Any, field: str = "password") -> str:
    """A new password that may be used. Raises CommunityError."""
    if len(password) > LONGEST_PASSWORD:
        raise CommunityError("BAD_INPUT", f"Choose a password of at most {LONGEST_PASSWORD:,} characters.", field)
    found = storable(password)
    try:
        validate_password(found, user)
    except ValidationError as error:
        raise CommunityError("BAD_INPUT", " ".join(error.messages), field) from error
    return found


def _make_account(wish: SignUp) -> None:
    user: Any = get_user_model()(
        username=f"member-{secrets.token_hex(8)}", first_name=wish.name, password=wish.password, email=""
    )
    user.save()
    EmailAddress.objects.create(user=user, email=wish.email, verified=True, primary=True)
    get_user_model().objects.filter(pk=user.pk).update(email=wish.email)
    Membership.objects.create(user=user, profession=wish.profession, of_age_declared_at=wish.created_at)
    Acceptance.objects.bulk_create(
        [Acceptance(user=user, agreement_id=key, accepted_at=wish.created_at) for key in wish.agreements]
    )
    SignUp.objects.filter(pk=wish.pk).update(
        email="", password="", name="", profession="", agreements=[], confirmed_at=timezone.now()
    )


def _tell(email: str, name: str, token: str, known: Any) -> None:
    if known is not None:
        messages.send_already_a_member(email)
    else:
        messages.send_confirmation(email, name, token)


def _name(written: str) -> str:
    found = " ".join(storable(written).split())
    if not found or len(found) > LONGEST_NAME or not found.isprintable():
        raise CommunityError(
            "BAD_INPUT", f"Say how you want to be called, in at most {LONGEST_NAME} characters.", "displayName"
        )
    return found


def _profession(slug: str) -> str:
    if slug != OTHER and not Profession.objects.filter(slug=storable(slug)[:100]).exists():
        raise CommunityError("BAD_INPUT", "Choose one of `professions` by its slug, or “other”.", "profession")
    return slug
