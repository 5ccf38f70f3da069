"""Why a service did not do what it was asked for: a stable code, a sentence that names the remedy, and the field it is about."""

from __future__ import annotations

# By code, what it means; the API gives them as they stand. A subject's own codes are added here, so that each has one meaning.
CODES = {
    "ALREADY_DECIDED": "What was reported is decided, appealed, or with another moderator, since the asker looked.",
    "ALREADY_MEMBER": "The address that was confirmed has an account.",
    "ALREADY_REGISTERED": "The member is registered for the event, with other people than are named now.",
    "ALREADY_REPORTED": "The member has reported the use of this tool; the report can be revised.",
    "BAD_INPUT": "A field of the input cannot be used as given.",
    "CHANGED_MEANWHILE": "What was read was changed after that; look again.",
    "CONFLICT": "The idempotency key was sent before, with other content.",
    "CONNECTION_ENDED": "The request was answered or has expired, or the connection or the mentoring was ended.",
    "FORBIDDEN": "The one who asks may not do this.",
    "LAST_ADMINISTRATOR": "Nobody else could look after roles; somebody has to be made an administrator first.",
    "LICENCE_NOT_ALLOWED": "The licence of what is adapted forbids it, or asks that what comes of it has the same.",
    "LINK_ENDED": "The link of a mail is over, or is none of ours.",
    "NOT_COMPLETE": "Something is missing that is needed first.",
    "NOT_ATTENDED": "The organisers have not noted that the member was there, or the event is not over.",
    "NOT_FOUND": "There is no such thing that the asker may see.",
    "OFFER_ENDED": "The offered place was accepted, declined or given to the next before.",
    "RATE_LIMITED": "Too many of these in a time; `retryAfter` says when the next is looked at.",
    "SECOND_FACTOR_MISSING": "The account must have a second factor first; it is set up in the admin.",
    "SECOND_FACTOR_NEEDED": "The password is right; a code of the second factor is wanted, with `attempt`.",
    "REGISTRATION_CLOSED": "Nobody can register now: it opens later, has closed, is on another site, or the event does not take place.",
    "UNAUTHENTICATED": "Nobody is signed in.",
}


class CommunityError(Exception):
    """Nothing was changed. ``str()`` is safe to show."""

    def __init__(self, code: str, message: str, field: str | None = None, retry_after: int | None = None) -> None:
        assert code in CODES, code
        super().__init__(message)
        self.code, self.field, self.retry_after = code, field, retry_after
        self.others: tuple[CommunityError, ...] = ()  # what else is wrong
