"""Comments on a draft, and the notes of reviews, can be reported by who reads them: the author of the page and its editors.

Wherever such words stand, they stand for themselves; so what hides them takes their place, and they are put back when they are shown again.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.apps import apps
from wagtail.models import Comment, Page

from community.moderation.reportable import Reportable, SeenBy, register
from delivery.context import ReadContext
from review.models import NOBODY, LeftComment, Review

HIDDEN = "[Hidden by a moderator]"


class WordReports(Reportable):
    """Words in one column of a model."""

    seen_by = SeenBy.REVIEWERS
    column: ClassVar[str]

    def page_of(self, subject: Any) -> Page | None:
        """The page that they are about."""
        raise NotImplementedError

    def text_of(self, subject: Any) -> str:
        return str(getattr(subject, self.column))

    def visible(self, context: ReadContext, key: int) -> Any | None:
        user, subject = context.viewer.user, self.find(key)
        page = self.page_of(subject) if subject is not None and user.is_authenticated else None
        if page is None:
            return None
        context.viewer.reads_draft = True
        may = page.owner_id == user.pk or page.permissions_for_user(user).can_edit()
        return subject if may else None

    def is_hidden(self, subject: Any) -> bool:
        return bool(getattr(subject, self.column) == HIDDEN)

    def hide(self, actor: Any, subject: Any) -> dict[str, Any]:
        kept = {"text": getattr(subject, self.column)}
        self._write(subject, HIDDEN)
        return kept

    def show(self, actor: Any, subject: Any, kept: Mapping[str, Any]) -> None:
        if self.is_hidden(subject):
            self._write(subject, kept["text"])

    def _write(self, subject: Any, text: str) -> None:
        # Not by save(): Wagtail's of a comment writes other columns, and tells its subscribers.
        apps.get_model(self.model)._base_manager.filter(pk=subject.pk).update(**{self.column: text})


class CommentReports(WordReports):
    """A comment on a draft."""

    kind, label, model, column = "Comment", "Comment on a draft", "wagtailcore.Comment", "text"

    def author_of(self, subject: Comment) -> Any | None:
        left = LeftComment.objects.filter(comment=subject.pk).select_related("account").first()
        return left.account if left is not None else subject.user

    def author_name(self, subject: Comment) -> str:
        return str(
            subject.user.get_full_name().strip() or subject.user.get_username()
        )  # “A reviewer”, if they did not sign

    def page_of(self, subject: Comment) -> Page | None:
        return subject.page


class ReviewReports(WordReports):
    """The note of a review."""

    kind, label, model, column = "Review", "Review", "review.Review", "note"

    def author_of(self, subject: Review) -> Any | None:
        return subject.reviewer

    def author_name(self, subject: Review) -> str:
        return subject.shown_name if subject.signed else NOBODY

    def page_of(self, subject: Review) -> Page | None:
        return Page.objects.filter(pk=subject.state.workflow_state.object_id).first()


register(CommentReports())
register(ReviewReports())
