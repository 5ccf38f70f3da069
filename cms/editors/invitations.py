"""A new volunteer is invited by mail: an administrator makes the account, and its owner chooses the password.

The link is Django's own for a new password: good once, for ``PASSWORD_RESET_TIMEOUT`` (three days), and for nothing else. Whoever comes later
asks for another by “Forgotten password?”.
"""

from __future__ import annotations

import logging
import secrets
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import send_mail
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from wagtail.admin import messages
from wagtail.admin.utils import get_user_display_name

logger = logging.getLogger(__name__)
SECONDS_A_DAY = 24 * 60 * 60


def can_invite() -> bool:
    """Whether mail is set up, so that an invitation would arrive."""
    return bool(settings.WAGTAIL_PASSWORD_RESET_ENABLED)


def offer(form: Any) -> None:
    """Let the form of a new account be sent without a password."""
    form.fields["password1"].required = form.fields["password2"].required = False
    form.fields["password1"].help_text = "Leave both empty to invite by mail: the person then chooses a password."


def close_until_chosen(form: Any) -> bool:
    """Where no password was given, give the new account one that nobody knows; tells whether it did."""
    if not can_invite() or form.cleaned_data.get("password1"):
        return False
    form.instance.set_password(secrets.token_urlsafe(32))
    return True


def invite(request: HttpRequest, account: Any) -> None:
    """Send the link by which the owner of a new account chooses a password, and say whether the mail went out."""
    key = urlsafe_base64_encode(force_bytes(account.pk))
    token = default_token_generator.make_token(account)
    link = reverse("wagtailadmin_password_reset_confirm", kwargs={"uidb64": key, "token": token})
    inviter: Any = request.user
    words = {
        "account": account,
        "inviter": get_user_display_name(inviter),
        "link": f"{settings.WAGTAILADMIN_BASE_URL}{link}",
        "forgotten": f"{settings.WAGTAILADMIN_BASE_URL}{reverse('wagtailadmin_password_reset')}",
        "days": settings.PASSWORD_RESET_TIMEOUT // SECONDS_A_DAY,
        "site": settings.WAGTAIL_SITE_NAME,
    }
    try:
        send_mail(
            f"{settings.WAGTAIL_SITE_NAME}: your account as an editor",
            render_to_string("cms/mail/invitation.txt", words),
            None,  # from DEFAULT_FROM_EMAIL
            [account.email],
        )
    except (OSError, SMTPException):
        logger.exception("The invitation of account %s was not sent.", account.pk)
        messages.error(
            request,
            "The account is made, but the mail server did not take the invitation. "
            "The person can have another link by “Forgotten password?” on the sign-in page.",
        )
    else:
        messages.success(
            request, f"An invitation was sent to {account.email}. Its link is good for {words['days']} days."
        )
