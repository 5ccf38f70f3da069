"""The address of one side of one conversation: mail to it reaches that side, and comes from the other.

It is signed: it names a random key of the side and holds a keyed digest of it, so that nothing in the database is an address.
"""

from __future__ import annotations

import base64
import re
import uuid
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import Q
from django.utils.crypto import constant_time_compare, salted_hmac

from community.connections.models import Contact

_SALT, _DIGEST = "community.connections.address", 12  # bytes of the digest: 64 characters stand before the @
_ADDRESS = re.compile(r"member\+[0-9a-f]{32}-[a-z2-7]{20}@[^\s<>@,;\"'()]{1,255}", re.IGNORECASE)


class Side(NamedTuple):
    """Whom mail to an address reaches, and from whom it must come."""

    contact: Contact
    to: Any
    sender: Any


def address_of(contact: Contact, member: Any) -> str | None:
    """Where the other one writes to, so that this member of the conversation gets it; None where no domain is set for it."""
    if not settings.MAIL_RELAY_DOMAIN:
        return None
    key = (contact.requester_key if member.pk == contact.requester_id else contact.recipient_key).hex
    return f"member+{key}-{_digest(key)}@{settings.MAIL_RELAY_DOMAIN}"


def addresses_in(text: str) -> list[str]:
    """What looks like addresses of conversations."""
    domain = settings.MAIL_RELAY_DOMAIN.lower()
    found = [one.lower() for one in _ADDRESS.findall(text)] if domain else []
    return list(dict.fromkeys(one for one in found if one.rpartition("@")[2] == domain))


def side_at(address: str) -> Side | None:
    """The side whose address this is; None for every other. Case does not matter: some servers change it."""
    local, _, domain = address.strip().lower().rpartition("@")
    name, _, rest = local.partition("+")
    key, _, digest = rest.partition("-")
    if not settings.MAIL_RELAY_DOMAIN or domain != settings.MAIL_RELAY_DOMAIN.lower() or name != "member":
        return None
    if not constant_time_compare(digest, _digest(key)):
        return None
    try:
        wanted = uuid.UUID(hex=key)
    except ValueError:
        return None
    rows = Contact.objects.select_related("requester", "recipient")
    contact = rows.filter(Q(requester_key=wanted) | Q(recipient_key=wanted)).first()
    if contact is None:
        return None
    to = contact.requester if contact.requester_key == wanted else contact.recipient
    return Side(contact, to, contact.other(to))


def _digest(key: str) -> str:
    digest = salted_hmac(_SALT, key, algorithm="sha256").digest()[:_DIGEST]
    return base64.b32encode(digest).decode().rstrip("=").lower()
