"""The form's questions for a page."""

from __future__ import annotations

from django.db.models import Q
from wagtail.models import Page

from content_types.core.registry import for_model
from review.errors import ReviewError
from review.models import Answer, ReviewQuestion


def questions_for(page: Page) -> list[ReviewQuestion]:
    """The questions that are asked of every kind, and of this page's; in the administrators' order."""
    kind = for_model(page.specific_class)
    wanted = Q(kind="") | Q(kind=kind.name) if kind is not None else Q(kind="")
    return list(ReviewQuestion.objects.filter(wanted, active=True))


def answered(page: Page, given: list[tuple[int | None, str, str]]) -> list[tuple[ReviewQuestion, Answer, str]]:
    """What was filled in, by the question's key, as the form's questions. Raises ReviewError for what is none of them."""
    asked = {one.pk: one for one in questions_for(page)}
    for key, _, _ in given:
        if key not in asked:
            raise ReviewError("BAD_INPUT", "This question is not asked of this page. Load the form again.", "answers")
    if len({key for key, _, _ in given}) < len(given):
        raise ReviewError("BAD_INPUT", "Answer each question once.", "answers")
    return [(asked[key], Answer(value), note.strip()) for key, value, note in given if key is not None]
