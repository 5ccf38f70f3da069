"""One request is carried out once, however often it arrives."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, transaction
from django.utils import timezone

from community.contributions.models import LONGEST_KEY, Contribution, Request
from community.errors import CommunityError
from community.moderation.trust import allowance_of
from content_types.core.contributed_text import clean_text

MOST_A_DAY = 60  # requests of one member
A_DAY = timedelta(days=1)


def plain(sent: Mapping[str, Any]) -> dict[str, Any]:
    """What was sent, as JSON has it."""
    found: dict[str, Any] = json.loads(json.dumps(sent, cls=DjangoJSONEncoder))
    return found


def digest_of(what: str, sent: Mapping[str, Any]) -> str:
    """A digest of what was sent: the same for the same."""
    text = json.dumps([what, plain(sent)], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def once(
    actor: Any, key: str, what: str, sent: Mapping[str, Any], carry_out: Callable[[], Contribution]
) -> tuple[Contribution, bool]:
    """Carry a request out, or give what became of it before; and whether it was carried out now. One transaction.

    Two of a key at the same time wait for each other. Raises CommunityError with CONFLICT where the key was sent with other content, RATE_LIMITED, and what ``carry_out`` raises; then the key is free.
    """
    if not key or len(key) > LONGEST_KEY:
        raise CommunityError("BAD_INPUT", f"Send a key of 1 to {LONGEST_KEY} characters.", "idempotencyKey")
    if clean_text(key) != key:
        raise CommunityError("BAD_INPUT", "Leave out characters that cannot be seen.", "idempotencyKey")
    digest = digest_of(what, sent)
    with transaction.atomic():
        try:
            with transaction.atomic():
                request = Request.objects.create(member=actor, key=key, digest=digest)
        except IntegrityError:
            before = Request.objects.select_related("contribution").get(member=actor, key=key)
            if before.digest != digest or before.contribution is None:
                text = "This key was sent before with something else. Make a new key for what is new."
                raise CommunityError("CONFLICT", text, "idempotencyKey") from None
            return before.contribution, False
        _require_patience(actor)
        contribution = carry_out()
        Request.objects.filter(pk=request.pk).update(contribution=contribution)
        return contribution, True


def require_allowance(actor: Any) -> None:
    """Raise CommunityError with RATE_LIMITED where a member has handed in as many in a day as they are trusted with."""
    most, since = allowance_of(actor).contributions, timezone.now() - A_DAY
    handed_in = Contribution.objects.filter(member=actor, submitted_at__gt=since).order_by("submitted_at")
    today = list(handed_in.values_list("submitted_at", flat=True)[:most])
    if len(today) >= most:
        wait = max(1, int(((today[0] or since) - since).total_seconds()) + 1)
        text = f"You have sent {most} contributions in a day. Keep this one as a draft, and send it tomorrow."
        raise CommunityError("RATE_LIMITED", text, retry_after=wait)


def _require_patience(actor: Any) -> None:
    since = timezone.now() - A_DAY
    lately = Request.objects.filter(member=actor, created_at__gt=since)
    if lately.count() > MOST_A_DAY:
        first = lately.order_by("created_at").values_list("created_at", flat=True)[0]
        wait = max(1, int((first - since).total_seconds()))
        text = "You have sent very much today. What is on your device is kept; try again tomorrow."
        raise CommunityError("RATE_LIMITED", text, retry_after=wait)
