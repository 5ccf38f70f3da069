"""What the history of a page tells of its review, beside what Wagtail's workflows tell."""

from __future__ import annotations

from typing import Any

from wagtail.log_actions import LogActionRegistry, LogFormatter

APPROVED = "review.approve"
ASKED_FOR_CHANGES = "review.changes"
DECLINED = "review.decline"
CLAIMED = "review.claim"
GIVEN_BACK = "review.give_back"
INVITED = "review.invite"
WITHDRAWN = "review.withdraw_invitation"
COMMENTED = "review.comment"
SUGGESTED = "review.suggest"
ACCEPTED = "review.accept_suggestion"
LEFT = "review.decline_suggestion"

_WORDS = {
    APPROVED: ("Review: approve", "{name} approves it"),
    ASKED_FOR_CHANGES: ("Review: ask for changes", "{name} asks for changes"),
    DECLINED: ("Review: decline", "{name} cannot review it"),
    CLAIMED: ("Review: claim", "{name} has taken on the review"),
    GIVEN_BACK: ("Review: give back", "{name} has given the review back"),
    INVITED: ("Review: invite", "{name} was invited to review it"),
    WITHDRAWN: ("Review: take back an invitation", "The invitation of {name} was taken back"),
    COMMENTED: ("Review: comment", "{name} left a comment"),
    SUGGESTED: ("Review: suggest an edit", "{name} suggested other words"),
    ACCEPTED: ("Review: take over an edit", "The words that {name} suggested were taken over"),
    LEFT: ("Review: leave an edit", "The words that {name} suggested were not taken over"),
}
ACTIONS = frozenset(_WORDS)


def register_actions(actions: LogActionRegistry) -> None:
    """Make the history know them."""
    for action, (label, words) in _WORDS.items():
        actions.register_action(action)(_formatter(label, words))


def _formatter(label_: str, words: str) -> type[LogFormatter]:
    class ReviewFormatter(LogFormatter):
        """One of them."""

        label = label_

        def format_message(self, log_entry: Any) -> str:
            told = words.format(name=log_entry.data.get("name") or "A reviewer")
            return f"{told}, by link" if log_entry.data.get("by_link") else told

    return ReviewFormatter
