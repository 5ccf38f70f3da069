"""What an editor may do with a page or a term, at the foot of its form: the one or two things that most do are in sight."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.forms import Media
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from wagtail.admin.action_menu import ActionMenuItem, WorkflowMenuItem

SAVE, SUBMIT, PUBLISH, RESTART = "action-save-draft", "action-submit", "action-publish", "action-restart-workflow"
APPROVE, RETURN = "approve", "reject"
SAVE_TERM = "action-save"

# In the menu, below each thing: what it does.
EXPLAINED = {
    SAVE: "Keeps what you wrote. Readers see nothing of it.",
    SUBMIT: "Somebody else reads it first.",
    PUBLISH: "Public at once, without a second reader.",
    "action-unpublish": "Readers no longer find it. Nothing is lost.",
    "action-cancel-workflow": "It is a draft again, and nobody is asked to read it.",
}


class SideBySide(ActionMenuItem):
    """Buttons in sight; the last is what most want."""

    def __init__(self, items: Iterable[ActionMenuItem]) -> None:
        super().__init__()
        self.items = list(items)

    def render_html(self, parent_context: Any = None) -> Any:
        return format_html_join("", "{}", ((item.render_html(parent_context),) for item in self.items))

    @property
    def media(self) -> Media:
        return sum((item.media for item in self.items), Media())


class Explained(ActionMenuItem):
    """A button of the menu with a line that says what it does."""

    def __init__(self, item: ActionMenuItem, words: str) -> None:
        super().__init__(item.order)
        self.item, self.words = item, words
        self.name = item.name

    def render_html(self, parent_context: Any = None) -> Any:
        button = self.item.render_html(parent_context)
        return format_html('<div class="action-explained">{}<p>{}</p></div>', button, self.words)

    @property
    def media(self) -> Media:
        return self.item.media


def arrange(items: list[ActionMenuItem], request: HttpRequest, context: Mapping[str, Any]) -> None:
    """Put what most do in sight, and explain the rest in the menu beside it.

    Who reviews a page chooses between two answers: to approve it, or to ask for changes. Publishing past the review, approving with a
    comment and starting the review again are left out there: each is one of the two in other words, or undoes it.
    """
    by_name: dict[str | None, ActionMenuItem] = {}
    for item in items:
        by_name.setdefault(item.name, item)  # approving comes twice: without a comment, then with one
    by_name.pop(RESTART, None)
    if APPROVE in by_name:
        by_name.pop(PUBLISH, None)
        by_name[APPROVE] = _approval(context["page"], by_name[APPROVE])
        wanted = [RETURN, APPROVE]
    else:
        wanted = [SAVE, PUBLISH if PUBLISH in by_name else SUBMIT]
    _put_in_sight(wanted, by_name, items)


def arrange_for_term(items: list[Any], request: HttpRequest, context: Mapping[str, Any]) -> None:
    """The same for a term: who may publish it sees the button."""
    _put_in_sight([SAVE_TERM, PUBLISH], {item.name: item for item in items}, items)


def _put_in_sight(wanted: Iterable[str], by_name: dict[str | None, Any], items: list[Any]) -> None:
    in_sight = [by_name.pop(name) for name in wanted if name in by_name]
    rest = [Explained(item, EXPLAINED[item.name]) if item.name in EXPLAINED else item for item in by_name.values()]
    items[:] = [SideBySide(in_sight), *rest] if in_sight else rest


def _approval(page: Any, item: ActionMenuItem) -> ActionMenuItem:
    """The button that approves: it says so where the page is public on a later day only."""
    if page.go_live_at is None or page.go_live_at <= timezone.now():
        return item
    return WorkflowMenuItem(APPROVE, "Approve and schedule", False, icon_name="success")
