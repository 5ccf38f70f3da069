"""Who is written to about resources: whoever looks after each, and who may publish it where nobody does."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable
from smtplib import SMTPException
from typing import Any

from django.core.mail import send_mail
from wagtail.permissions import page_permission_policy

from content_types.core.text import one_line

logger = logging.getLogger(__name__)


def by_person(pages: Iterable[Any]) -> dict[Any, list[Any]]:
    """The resources, read with their owners, by who is to be told of them; nobody without an address. One statement, where one has no owner."""
    found: dict[Any, list[Any]] = defaultdict(list)
    publishers: list[Any] | None = None
    for page in pages:
        if page.owner is not None and page.owner.is_active:
            people = [page.owner]
        else:
            if publishers is None:
                publishers = list(page_permission_policy.users_with_any_permission(["publish"]).filter(is_active=True))
            people = publishers
        for person in people:
            if person.email:
                found[person].append(page)
    return found


def mail_to(person: Any, subject: str, text: str) -> bool:
    """Write to one person; False where no mail server takes it, which is logged."""
    try:
        send_mail(one_line(subject), text, None, [person.email])
    except (SMTPException, OSError) as error:
        logger.warning("mail about resources: %s", error)
        return False
    return True
