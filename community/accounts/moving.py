"""Another mail address: asked for with the password, confirmed from the new mailbox, told to the old one."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from community.accounts import addresses, messages
from community.accounts.bounds import bounded_mails
from community.accounts.links import digest_of, new_token, oldest
from community.accounts.models import AddressChange
from community.accounts.passwords import prove
from community.errors import CommunityError

TAKEN = "This address has an account of its own. Nothing was changed."


@sensitive_variables("password")
def ask(user: Any, request: HttpRequest, email: str, password: str) -> None:
    """Send the link to the new address, and word of it to the old one. Raises CommunityError.

    The answer is the same where the new address has an account; its owner alone is told.
    """
    new = addresses.cleaned(email)
    prove(user, request, password)
    bounded_mails(request, new)
    token, digest = new_token()
    with transaction.atomic():
        known = addresses.owner_of(new)
        AddressChange.objects.create(user=user, email=new, digest=digest)
        if known is not None:
            messages.send_already_a_member(new)
        else:
            messages.send_move(new, token)
        if user.email:
            messages.send_move_asked(user.email)


def confirm(token: str) -> bool:
    """The tap on the page of the link; False where it is no link of such a mail. Raises CommunityError."""
    with transaction.atomic():
        mine = AddressChange.objects.select_for_update().filter(digest=digest_of(token), created_at__gte=oldest())
        found = mine.first()
        if found is None:
            return False
        if found.confirmed_at is not None:
            return True
        user: Any = get_user_model().objects.select_for_update().get(pk=found.user_id)
        before = user.email
        try:
            with transaction.atomic():
                EmailAddress.objects.filter(user=user).delete()
                EmailAddress.objects.create(user=user, email=found.email, verified=True, primary=True)
        except IntegrityError as error:
            raise CommunityError("ALREADY_MEMBER", TAKEN, "token") from error
        get_user_model().objects.filter(pk=user.pk).update(email=found.email)
        AddressChange.objects.filter(pk=found.pk).update(confirmed_at=timezone.now())
        for address in {before, found.email} - {""}:
            messages.send_moved(address)
    return True
