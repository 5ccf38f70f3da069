"""What becomes of connections when one of the two leaves: all of it goes, for both, and no mail is passed on from then on."""

from __future__ import annotations

from community.erasure import goes

goes("connections.Contact.requester", "connections.Contact.recipient", "connections.ContactMessage.sender")
goes("connections.Block.blocker", "connections.Block.blocked")
