"""Reviews over GraphQL, by a link and for who is signed in: what is refused is told, nothing else is granted."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page, TaskState, WorkflowState

from access.models import MemberToken
from content_types.core.identity import global_id, page_id
from review.invitations import invite, withdraw
from review.links import token_of
from review.models import Claim, Decision, Invitation, Review, ReviewQuestion
from review.queue import waiting_for
from tests.review.people import InReview, account
from tests.support.graphql import GraphQL

pytestmark = pytest.mark.django_db

OPENED = """query($token: String!) {
  review(token: $token) { standing name invitedBy title kind revision decision
    questions { questionId text } comments { text }
    suggestedEdits { before after by status } }
  page(by: {reviewToken: $token}) { title }
}"""
ANSWER = """mutation($input: AnswerReviewInput!) {
  answerReview(input: $input) { recorded published returned approvalsMissing errors { code field message } }
}"""
COMMENT = """mutation($input: CommentOnReviewInput!) {
  commentOnReview(input: $input) { left errors { code field } }
}"""
SUGGEST = """mutation($input: SuggestEditInput!) {
  suggestEdit(input: $input) { suggestedEdit { editId after status } errors { code field } }
}"""
TASKS = "{ myTasks { id title revision claimed approvalsNeeded approvalsGiven editUrl pageId dueAt } }"


@pytest.fixture
def anybody(client: Client) -> GraphQL:
    return GraphQL(client)


@pytest.fixture
def token(review: InReview) -> str:
    return token_of(invite(review.state.pk, review.ben, "dora@example.org", "Dora"))


class App(GraphQL):
    """A client that keeps a member's token."""

    def __init__(self, user: Any) -> None:
        _, key = MemberToken.new(user, "phone", timezone.now() + timedelta(days=1))
        super().__init__(Client(headers={"Authorization": f"Bearer {key}"}))


def test_a_colleague_reviews_by_link(review: InReview, anybody: GraphQL, token: str) -> None:
    found = anybody(OPENED, token=token)
    opened = found["review"]
    assert (opened["standing"], opened["name"], opened["invitedBy"]) == ("OPEN", "Dora", "Ben")
    assert opened["title"] == found["page"]["title"] == "On money"
    assert "Is it kind?" in [one["text"] for one in opened["questions"]]
    by = {"token": token}
    edit = {"review": by, "before": "What helps.", "after": "What helps most."}
    assert anybody(SUGGEST, input=edit)["suggestEdit"]["suggestedEdit"]["status"] == "OPEN"
    assert anybody(COMMENT, input={"review": by, "text": "Lovely."})["commentOnReview"] == {"left": True, "errors": []}
    answer = {
        "review": by,
        "decision": "APPROVE",
        "revision": opened["revision"],
        "answers": [{"questionId": opened["questions"][0]["questionId"], "answer": "PARTLY", "note": "One is old."}],
        "public": True,
    }
    result = anybody(ANSWER, input=answer)["answerReview"]
    assert result == {"recorded": True, "published": True, "returned": False, "approvalsMissing": 0, "errors": []}
    stored = Review.objects.get()
    assert stored.answers[0]["answer"] == "partly"
    assert (stored.signed, stored.public) == (True, True)
    after = anybody.raw(OPENED, token=token)
    assert after["data"]["review"]["standing"] == "ENDED"
    assert after["data"]["review"]["title"] is None
    assert after["data"]["page"] is None
    assert after["data"]["review"]["decision"] == "APPROVE"


def test_what_is_read_by_a_link_is_kept_nowhere(anybody: GraphQL, token: str) -> None:
    for query in ("query($t: String!) { review(token: $t) { title } }", OPENED.replace("$token", "$t")):
        body = {"query": query, "variables": {"t": token}}
        answer = anybody.client.post("/graphql/", body, content_type="application/json")
        assert "On money" in answer.content.decode()
        assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("bad", ["", "x", "a.b", "00000000000000000000000000000000.x"])
def test_a_token_of_nothing_opens_nothing(review: InReview, anybody: GraphQL, bad: str) -> None:
    answer = anybody.raw(OPENED, token=bad)
    assert answer["data"] == {"review": None, "page": None}
    assert {one["extensions"]["code"] for one in answer["errors"]} == {"BAD_INPUT"}
    [error] = anybody(COMMENT, input={"review": {"token": bad}, "text": "x"})["commentOnReview"]["errors"]
    assert error == {"code": "NOT_FOUND", "field": "token"}


def test_a_link_that_was_taken_back_opens_nothing(review: InReview, anybody: GraphQL, token: str) -> None:
    withdraw(Invitation.objects.get().pk, review.ben)
    answer = anybody.raw(OPENED, token=token)
    assert answer["data"]["page"] is None
    assert answer["data"]["review"]["standing"] == "ENDED"
    assert "On money" not in str(answer)


def test_a_link_signs_nobody_in(review: InReview, anybody: GraphQL, token: str) -> None:
    """Sent as any other key it is none; and what it opens is not found beside it."""
    for header in ({"Authorization": f"Bearer {token}"}, {"X-Page-Access": token}):
        answer = GraphQL(Client(headers=header)).raw(TASKS)
        assert answer["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    asked = """query($t: String!, $id: ID!) {
      draft: page(by: {reviewToken: $t}) { id } page(by: {id: $id}) { id } articles { totalCount }
    }"""
    beside = anybody(asked, t=token, id=page_id(review.page.pk))
    assert beside["draft"] is not None
    assert (beside["page"], beside["articles"]["totalCount"]) == (None, 0)
    assert anybody.raw("query($t: String!) { page(by: {previewToken: $t}) { id } }", t=token)["data"]["page"] is None


def test_an_answer_is_of_the_version_that_was_read(review: InReview, anybody: GraphQL, token: str) -> None:
    seen = anybody(OPENED, token=token)["review"]["revision"]
    review.stored.save_revision(user=review.cleo)
    answer = {"review": {"token": token}, "decision": "APPROVE", "revision": seen}
    result = anybody(ANSWER, input=answer)["answerReview"]
    assert (result["recorded"], result["errors"][0]["code"]) == (False, "CHANGED_MEANWHILE")
    result = anybody(ANSWER, input={**answer, "revision": "nothing"})["answerReview"]
    assert (result["errors"][0]["code"], result["errors"][0]["field"]) == ("BAD_INPUT", "revision")
    assert not Review.objects.exists()


def test_questions_of_another_kind_are_no_questions_of_this(review: InReview, anybody: GraphQL, token: str) -> None:
    other = ReviewQuestion.objects.filter(kind="tool").first()
    revision = anybody(OPENED, token=token)["review"]["revision"]
    answers = [{"questionId": global_id("ReviewQuestion", other.pk), "answer": "YES"}]
    answer = {"review": {"token": token}, "decision": "APPROVE", "revision": revision, "answers": answers}
    assert anybody(ANSWER, input=answer)["answerReview"]["errors"][0]["field"] == "answers"


def test_who_is_signed_in_has_a_list_of_what_waits(review: InReview, anybody: GraphQL) -> None:
    assert anybody.raw(TASKS)["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    assert App(review.ana)(TASKS)["myTasks"] == []
    assert App(account("mo", None))(TASKS)["myTasks"] == []
    ben = App(review.ben)
    [task] = ben(TASKS)["myTasks"]
    assert (task["title"], task["claimed"], task["approvalsNeeded"], task["approvalsGiven"]) == (
        "On money",
        False,
        1,
        0,
    )
    assert task["editUrl"].endswith(f"/admin/pages/{review.page.pk}/edit/")
    again = "query($id: ID!) { node(id: $id) { ... on ReviewTask { title } } }"
    assert ben(again, id=task["id"])["node"] == {"title": "On money"}
    for nobody in (anybody, App(review.ana), App(account("noa", None))):
        assert nobody(again, id=task["id"])["node"] is None
    claim = "mutation($i: ClaimTaskInput!) { claimTask(input: $i) { claimed errors { code } } }"
    assert ben(claim, i={"task": task["id"]})["claimTask"] == {"claimed": True, "errors": []}
    assert ben(TASKS)["myTasks"][0]["claimed"]
    for nobody in (anybody, App(review.ana), App(account("nia", None))):
        assert nobody(claim, i={"task": task["id"]})["claimTask"]["claimed"] is False
    put_off = "mutation($i: PutOffTaskInput!) { putOffTask(input: $i) { claimed errors { code field } } }"
    later = (timezone.localdate() + timedelta(days=3)).isoformat()
    assert ben(put_off, i={"task": task["id"], "askAgainOn": later})["putOffTask"] == {"claimed": False, "errors": []}
    assert ben(TASKS)["myTasks"] == []
    Claim.objects.update(ask_again_on=timezone.localdate())
    assert len(ben(TASKS)["myTasks"]) == 1
    assert ben(put_off, i={"task": task["id"]})["putOffTask"]["errors"] == []
    assert not Claim.objects.exists()
    answer = {"review": {"task": task["id"]}, "decision": "CHANGES", "revision": task["revision"], "note": "Shorter."}
    assert ben(ANSWER, input=answer)["answerReview"]["returned"]
    assert ben(TASKS)["myTasks"] == []


def test_what_was_answered_is_not_asked_again_until_it_is_another(review: InReview) -> None:
    review.asks_for(approvals_needed=2)
    review.answer(review.ben)
    ben = App(review.ben)
    assert ben(TASKS)["myTasks"] == []
    assert App(review.cleo)(TASKS)["myTasks"][0]["approvalsGiven"] == 1
    review.stored.save_revision(user=review.cleo)
    assert ben(TASKS)["myTasks"][0]["approvalsGiven"] == 0
    review.answer(review.cleo, Decision.DECLINE, note="No time.")
    assert App(review.cleo)(TASKS)["myTasks"] == []


def test_the_author_takes_over_what_was_suggested(review: InReview, anybody: GraphQL, token: str) -> None:
    edit = {"review": {"token": token}, "before": "What helps.", "after": "What helps most."}
    made = anybody(SUGGEST, input=edit)["suggestEdit"]["suggestedEdit"]
    decide = (
        "mutation($i: DecideSuggestedEditInput!) "
        "{ decideSuggestedEdit(input: $i) { suggestedEdit { status } errors { code } } }"
    )
    wish = {"editId": made["editId"], "accept": True}
    for nobody, code in ((anybody, "UNAUTHENTICATED"), (App(account("mo", None)), "NOT_FOUND")):
        assert nobody(decide, i=wish)["decideSuggestedEdit"]["errors"][0]["code"] == code
    done = App(review.ana)(decide, i=wish)["decideSuggestedEdit"]
    assert done == {"suggestedEdit": {"status": "ACCEPTED"}, "errors": []}
    assert review.stored.get_latest_revision_as_object().summary == "What helps most."


def test_a_page_that_nobody_owns_is_asked_of_all(review: InReview) -> None:
    Page.objects.filter(pk=review.page.pk).update(owner=None)
    WorkflowState.objects.update(requested_by=None)
    assert len(waiting_for(review.ben)) == 1
    assert TaskState.objects.reviewable_by(review.ben).count() == 1


@pytest.mark.parametrize("number", [5, 20])
def test_the_list_asks_no_more_often_for_more(review: InReview, number: int) -> None:
    for one in range(number - 1):
        copy = review.page.copy(update_attrs={"slug": f"copy-{one}"}, keep_live=False)
        copy.get_workflow().start(copy, review.ana)
    with CaptureQueriesContext(connection) as statements:
        assert len(waiting_for(review.ben)) == number
    assert len(statements) == 5, [one["sql"] for one in statements]


def test_readers_are_told_who_reviewed_where_those_agree(review: InReview, anybody: GraphQL) -> None:
    asked = "query($id: ID!) { page(by: {id: $id}) { reviewedBy } }"
    review.asks_for(approvals_needed=3)
    review.answer(review.ben, public=True)
    review.answer(review.cleo)
    review.answer(account("dan"), signed=False)
    assert anybody(asked, id=page_id(review.page.pk))["page"]["reviewedBy"] == ["Ben"]
    review.stored.get_workflow().start(review.stored, review.ana)
    told = anybody(asked, id=page_id(review.page.pk))["page"]["reviewedBy"]
    assert told == ["Ben"], "a review that goes on tells nothing"
    review.asks_for(approvals_needed=1)
    review.answer(review.cleo)
    assert anybody(asked, id=page_id(review.page.pk))["page"]["reviewedBy"] == []


EDITING = "pageId live revision errors { code field message }"
PUBLISH = f"mutation($i: PublishPageInput!) {{ done: publishPage(input: $i) {{ {EDITING} }} }}"
UNPUBLISH = f"mutation($i: UnpublishPageInput!) {{ done: unpublishPage(input: $i) {{ {EDITING} }} }}"
SCHEDULE = f"mutation($i: SchedulePageInput!) {{ done: schedulePage(input: $i) {{ goesLiveAt {EDITING} }} }}"
RESTORE = f"mutation($i: RestoreVersionInput!) {{ done: restoreVersion(input: $i) {{ {EDITING} }} }}"


def code(answer: dict[str, Any]) -> str:
    return str(answer["done"]["errors"][0]["code"])


def test_editors_publish_over_the_api_as_in_the_admin(review: InReview, anybody: GraphQL) -> None:
    wish = {"page": page_id(review.page.pk)}
    for query in (PUBLISH, UNPUBLISH):
        assert code(anybody(query, i=wish)) == "UNAUTHENTICATED"
        assert code(App(account(f"mo{len(query)}", None))(query, i=wish)) == "NOT_FOUND"
        assert code(App(review.ana)(query, i=wish)) == "FORBIDDEN", "volunteers submit for review"
    ben = App(review.ben)
    assert code(ben(PUBLISH, i={**wish, "revision": global_id("Revision", 10**6)})) == "CHANGED_MEANWHILE"
    assert code(ben(PUBLISH, i={"page": "x"})) == "NOT_FOUND"
    done = ben(PUBLISH, i=wish)["done"]
    assert (done["live"], done["errors"]) == (True, [])
    assert review.stored.current_workflow_state is None, "publishing ends the review"
    first = done["revision"]
    assert ben(UNPUBLISH, i=wish)["done"]["live"] is False
    later = (timezone.now() + timedelta(days=2)).isoformat()
    assert code(ben(SCHEDULE, i={**wish, "at": "2020-01-01T00:00:00Z"})) == "BAD_INPUT"
    done = ben(SCHEDULE, i={**wish, "at": later})["done"]
    assert (done["live"], done["errors"]) == (False, [])
    assert done["goesLiveAt"] is not None
    assert code(App(review.ana)(RESTORE, i={**wish, "revision": first})) == "FORBIDDEN", "scheduled pages are locked"


def test_an_older_version_is_made_the_draft(review: InReview) -> None:
    ben, wish = App(review.ben), {"page": page_id(review.page.pk)}
    first = ben(PUBLISH, i=wish)["done"]["revision"]
    page = review.stored
    page.summary = "Worse."
    page.save_revision(user=review.ana)
    done = ben(RESTORE, i={**wish, "revision": first})["done"]
    assert (done["live"], done["errors"]) == (True, [])
    assert done["revision"] != first
    assert review.stored.get_latest_revision_as_object().summary == "What helps."
    assert code(ben(RESTORE, i={**wish, "revision": global_id("Revision", 10**6)})) == "NOT_FOUND"


def test_what_lacks_something_is_not_published(review: InReview) -> None:
    page = review.stored
    page.summary = ""
    page.save_revision(clean=False)
    answer = App(review.ben)(PUBLISH, i={"page": page_id(page.pk)})
    assert code(answer) == "NOT_COMPLETE"
    assert "Summary" in answer["done"]["errors"][0]["message"]
