"""The review of one page: what is asked, by whom and until when, the form to answer, colleagues, suggested words, the trail.

Reviewers answer here, authors see what is asked of them. What may be done, and what follows, is decided in ``review``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from wagtail.admin import messages
from wagtail.admin.widgets import Button
from wagtail.models import Page, WorkflowState

from cms.editors import contributions
from cms.editors.page import AdminPageView
from cms.editors.spreadsheets import HarmlessWriter
from content_types.core.block_places import blocks_of
from content_types.core.completeness import PageIncomplete
from content_types.core.library import LibraryPage
from review import claims, invitations, words
from review.decisions import Given, decide, publish
from review.errors import ReviewError
from review.invitations import named
from review.models import Answer, AtTheEnd, Claim, Decision, PeerReviewState, PeerReviewTask, SuggestedEdit
from review.opening import current_state
from review.questions import questions_for
from review.rules import is_author, may_know, may_publish, may_review, name_of, progress, reviewers_of
from review.trail import as_json, trail_of

FIELDS = ["at", "who", "what", "version", "note", "answers"]


def state_of(page: Page) -> tuple[WorkflowState | None, PeerReviewState | None]:
    """The page's review that is not over, and the state in which it is with its reviewers."""
    review = page.current_workflow_state
    return review, current_state(review) if review is not None else None


def may_see(page: Page, user: Any) -> bool:
    """Whether somebody may see the review: who may edit or publish the page, and who is asked to review it."""
    rights = page.permissions_for_user(user)
    if rights.can_edit() or rights.can_publish():
        return True
    review, state = state_of(page)
    task = state.task.specific if state is not None else None
    return isinstance(task, PeerReviewTask) and may_review(task, user, page, review)


class ReviewPageView(AdminPageView):
    """One screen for all who have to do with a review."""

    page_title = "Review"
    header_icon = "glasses"
    template_name = "cms/admin/review.html"
    page: Any
    problem: ReviewError | None = None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.page = get_object_or_404(Page.objects.filter(depth__gt=1), pk=kwargs["pk"]).specific
        if not may_see(self.page, request.user):
            raise PermissionDenied
        self.review, self.state = state_of(self.page)
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        edit = reverse("wagtailadmin_pages:edit", args=[self.page.pk])
        return [
            {"url": reverse("wagtailadmin_home"), "label": "Home"},
            {"url": edit, "label": self.page.get_admin_display_title()},
            {"url": "", "label": self.page_title},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user: Any = self.request.user
        found = {
            **super().get_context_data(**kwargs),
            "page": self.page,
            "review": self.review,
            "state": self.state,
            "steps": trail_of(self.page, knows=may_know(self.page, user)),
            "problem": self.problem,
            "sent": self.request.POST if self.problem is not None else {},
            "suggestions": self.page.suggested_edits.filter(status=SuggestedEdit.Status.OPEN),
            "may_decide": words.may_decide(self.page, user),
            "choices": Answer.choices,
            "stated": _stated(self.page),
            "contributed": contributions.mark_of(self.page, user),
        }
        return found | self._of_open_review(user) if self.state is not None else found

    def _of_open_review(self, user: Any) -> dict[str, Any]:
        state = self.state
        assert state is not None
        assert self.review is not None
        task = state.task.specific
        reviews = may_review(task, user, self.page, self.review)
        standing = list(state.claims.select_related("user", "partner").filter(ask_again_on=None))
        reached = progress(state, task, self.page)
        answers = state.reviews.filter(revision=self.page.latest_revision_id)
        return {
            "reviews": reviews,
            "author": is_author(user, self.page, self.review),
            "own_claim": Claim.objects.filter(state=state, user=user).first(),
            "claimed_by": [_told(one) for one in standing],
            "partners": reviewers_of(task).exclude(pk__in=[user.pk, *_authors(self.page, self.review)])
            if reviews
            else [],
            "questions": questions_for(self.page) if reviews else [],
            "progress": reached,
            "publishes": task.at_the_end == AtTheEnd.PUBLISH
            and reached.given + 1 >= reached.needed
            and not reached.is_enough,
            "answers": answers,
            "earlier": state.reviews.exclude(revision=self.page.latest_revision_id)
            .exclude(decision=Decision.DECLINE)
            .count(),
            "own_answer": answers.filter(reviewer=user).first(),
            "may_publish": reached.is_enough and may_publish(self.page, user),
            "invitations": self.review.review_invitations.filter(withdrawn_at=None),
            "may_invite": reviews or is_author(user, self.page, self.review),
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Do one thing, and come back; what cannot be done says why, and what was typed stays."""
        action = DOES.get(request.POST.get("do", ""), _nothing)
        try:
            said = action(self, request)
        except ReviewError as error:
            self.problem = error
            return self.render_to_response(self.get_context_data(), status=422)
        except PageIncomplete as error:
            messages.error(request, str(error))
        else:
            messages.success(request, said)
        return redirect("page_review", pk=self.page.pk)

    def open_state(self) -> int:
        """The key of the state that can be answered. Raises ReviewError."""
        key = self.request.POST.get("state", "")
        if self.state is None or (key and key != str(self.state.pk)):
            raise ReviewError("NOT_OPEN", "This review has ended, or is with its author. Nothing was changed.")
        return int(self.state.pk)


def _stated(page: Any) -> list[tuple[str, Any]]:
    """What single blocks of the latest version say of themselves, by what each is called."""
    if not isinstance(page, LibraryPage):
        return []
    latest = page.get_latest_revision_as_object()
    labels = {one.id: one.label for one in blocks_of(latest)}
    return [
        (labels[row.block], row) for row in latest.block_evidence.all() if row.block in labels and row.says_something
    ]


def _nothing(view: ReviewPageView, request: HttpRequest) -> str:
    raise ReviewError("BAD_INPUT", "Nothing was chosen. Press one of the buttons.")


def _authors(page: Any, review: WorkflowState) -> list[int]:
    return [one for one in (page.owner_id, review.requested_by_id) if one is not None]


def _told(claim: Claim) -> str:
    return f"{name_of(claim.user)} with {name_of(claim.partner)}" if claim.partner else name_of(claim.user)


def _answer(view: ReviewPageView, request: HttpRequest) -> str:
    sent = request.POST
    filled: list[tuple[int | None, str, str]] = [
        (int(key), str(value), sent.get(f"note-{key}", ""))
        for name, value in sent.items()
        if name.startswith("question-") and value and (key := name.removeprefix("question-")).isdecimal()
    ]
    if any(value not in Answer.values for _, value, _ in filled) or sent.get("decision") not in Decision.values:
        raise ReviewError("BAD_INPUT", "Choose one of the answers that the form offers.", "decision")
    revision = sent.get("revision", "")
    given = Given(
        Decision(sent["decision"]),
        int(revision) if revision.isdecimal() else None,
        filled,
        sent.get("note", ""),
        signed=sent.get("signed") != "no",
        public=sent.get("signed") != "no" and "public" in sent,
    )
    outcome = decide(view.open_state(), named(request.user), given)
    title = view.page.get_admin_display_title()
    if outcome.published:
        return f"“{title}” is approved and published."
    if outcome.returned:
        return f"“{title}” has gone back to its author, who has been told."
    if given.decision == Decision.DECLINE:
        return "It is noted that you cannot review it. Others are still asked."
    if outcome.problems:
        return f"Your approval counts. It cannot be published yet: {' '.join(outcome.problems)}"
    if outcome.progress is not None and not outcome.progress.is_enough:
        return f"Your approval counts: {outcome.progress.given} of {outcome.progress.needed}."
    return "Your approval counts. The page waits for an editor, or for its time, to be published."


def _claim(view: ReviewPageView, request: HttpRequest) -> str:
    key = request.POST.get("partner", "")
    partner = None
    if key:
        state = view.state
        found = reviewers_of(state.task.specific) if state is not None else None
        partner = found.filter(pk=int(key)).first() if found is not None and key.isdecimal() else None
        if partner is None:
            raise ReviewError("BAD_INPUT", "Choose another reviewer to read it with you.", "partner")
    claims.claim(view.open_state(), request.user, partner)
    return "It is yours: others see that you are reading it."


def _give_back(view: ReviewPageView, request: HttpRequest) -> str:
    claims.give_back(view.open_state(), request.user)
    return "It is given back. Others are still asked."


def _later(view: ReviewPageView, request: HttpRequest) -> str:
    try:
        day = date.fromisoformat(request.POST.get("on", ""))
    except ValueError as error:
        raise ReviewError("BAD_INPUT", "Choose a day.", "on") from error
    claims.ask_again(view.open_state(), request.user, day)
    return f"You are asked again on {day:%-d %B %Y}."


def _invite(view: ReviewPageView, request: HttpRequest) -> str:
    sent = request.POST
    made = invitations.invite(
        view.open_state(), request.user, sent.get("email", ""), sent.get("name", ""), sent.get("words", "")
    )
    return f"An invitation goes out to {made.name} at {made.email}."


def _withdraw(view: ReviewPageView, request: HttpRequest) -> str:
    found = (
        view.review.review_invitations.filter(pk=_uuid(request.POST.get("invitation", ""))).first()
        if view.review
        else None
    )
    if found is None:
        raise ReviewError("NOT_FOUND", "There is no such invitation.")
    invitations.withdraw(found.pk, request.user)
    return f"The invitation of {found.name} is taken back; its link opens nothing any more."


def _uuid(text: str) -> str | None:
    return text if len(text) == 36 and text.replace("-", "").isalnum() and text.isascii() else None


def _suggestion(view: ReviewPageView, request: HttpRequest) -> int:
    key = request.POST.get("suggestion", "")
    found = view.page.suggested_edits.filter(pk=int(key) if key.isdecimal() and len(key) < 19 else 0).first()
    if found is None:
        raise ReviewError("NOT_FOUND", "There is no such suggestion.")
    return int(found.pk)


def _accept(view: ReviewPageView, request: HttpRequest) -> str:
    done = words.accept(_suggestion(view, request), request.user)
    return f"“{done.after}” stands in the draft now."


def _leave(view: ReviewPageView, request: HttpRequest) -> str:
    words.leave(_suggestion(view, request), request.user)
    return "The words stay as they were."


def _suggest(view: ReviewPageView, request: HttpRequest) -> str:
    sent = request.POST
    words.suggest(
        view.open_state(), named(request.user), sent.get("before", ""), sent.get("after", ""), sent.get("reason", "")
    )
    return "Suggested: the author takes it over with one click."


def _comment(view: ReviewPageView, request: HttpRequest) -> str:
    words.comment(view.open_state(), named(request.user), request.POST.get("text", ""), request.POST.get("quote", ""))
    return "The author sees your comment beside the text."


def _publish(view: ReviewPageView, request: HttpRequest) -> str:
    publish(view.open_state(), request.user)
    return f"“{view.page.get_admin_display_title()}” is published."


def _decline_contribution(view: ReviewPageView, request: HttpRequest) -> str:
    return contributions.decline(view.page, request.user, request.POST)


DOES: dict[str, Callable[[ReviewPageView, HttpRequest], str]] = {
    "answer": _answer,
    "claim": _claim,
    "give_back": _give_back,
    "later": _later,
    "invite": _invite,
    "withdraw": _withdraw,
    "accept": _accept,
    "leave": _leave,
    "suggest": _suggest,
    "comment": _comment,
    "publish": _publish,
    "decline_contribution": _decline_contribution,
}


def export_trail(request: HttpRequest, pk: int, form: str) -> HttpResponse | StreamingHttpResponse:
    """The trail of a page's reviews as a file."""
    page = get_object_or_404(Page.objects.filter(depth__gt=1), pk=pk)
    if not may_see(page, request.user):
        raise PermissionDenied
    steps = trail_of(page, knows=may_know(page, request.user))
    if form == "json":
        response: Any = HttpResponse(as_json(steps), content_type="application/json")
    else:
        response = StreamingHttpResponse(_rows(steps), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="review-of-{page.pk}.{form}"'
    return response


def _rows(steps: list[Any]) -> Iterator[Any]:
    writer = HarmlessWriter(FIELDS)
    yield writer.writerow({name: name for name in FIELDS})
    for one in steps:
        answers = "; ".join(f"{a['question']} {a['answer']} {a['note']}".strip() for a in one.answers)
        yield writer.writerow({**{name: getattr(one, name) for name in FIELDS}, "answers": answers})


def buttons(page: Page, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """The entry in the menu beside a page's title."""
    if page.pk and may_see(page, user):
        yield Button("Review", reverse("page_review", args=[page.pk]), icon_name="glasses", priority=63)


def urls() -> list[URLPattern]:
    """The addresses of the page and its exports, below the admin's own."""
    return [
        path("pages/<int:pk>/review/", ReviewPageView.as_view(), name="page_review"),
        path("pages/<int:pk>/review/trail.csv", export_trail, {"form": "csv"}, name="review_trail_csv"),
        path("pages/<int:pk>/review/trail.json", export_trail, {"form": "json"}, name="review_trail_json"),
    ]
