"""Telling administrators by mail what they should look at; the dashboard tells it too, where no mail is sent."""

from __future__ import annotations

import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from wagtail.permissions import policy_registry

from content_types.core.text import one_line
from webhooks.models import Endpoint

logger = logging.getLogger(__name__)


def tell_administrators(endpoint: Endpoint) -> None:
    """Mail those who may change webhooks that one was switched off. Never raises for a mail server that is away."""
    users = policy_registry.get_by_type(Endpoint).users_with_permission("change")
    addresses = sorted({user.email for user in users if user.is_active and user.email})
    text = (
        f"The webhook “{endpoint.name}” was switched off. {endpoint.disabled_reason}\n\n"
        "What changed since is not kept for it. Ask whoever runs the receiving side to mend it, then switch the webhook on again under "
        f"Settings, Webhooks: {settings.WAGTAILADMIN_BASE_URL}/admin/\n"
    )
    for address in addresses:  # one each, so that nobody sees another's address
        try:
            send_mail(one_line(f"Webhook “{endpoint.name}” was switched off"), text, None, [address])
        except (SMTPException, OSError) as error:
            logger.warning("webhooks: the notice could not be mailed: %s", error)
