"""Comments, and suggested edits."""

from __future__ import annotations

import json
from typing import Any

import pytest
from wagtail.models import Comment

from content_types.knowledge.factories import KnowledgeArticlePageFactory
from review.errors import ReviewError
from review.invitations import named
from review.models import SuggestedEdit
from review.passages import paths_of, with_words
from review.words import accept, comment, leave, suggest
from tests.review.people import InReview, account, in_review
from tests.support.tree import Tree

pytestmark = pytest.mark.django_db

BODY = [
    {
        "type": "rich_text",
        "id": "11111111-1111-1111-1111-111111111111",
        "value": "<p>Ask <b>early</b> &amp; kindly.</p>",
    },
    {"type": "rich_text", "id": "22222222-2222-2222-2222-222222222222", "value": "<p>Ask again. Money matters.</p>"},
]


@pytest.fixture
def review(tree: Tree) -> InReview:
    return in_review(tree, body=json.dumps(BODY))


def body(review: InReview) -> str:
    return str(review.stored.get_latest_revision_as_object().body)


def refused(call: Any, *arguments: Any) -> ReviewError:
    with pytest.raises(ReviewError) as caught:
        call(*arguments)
    return caught.value


def test_words_are_found_where_wagtail_comments_on_them(review: InReview) -> None:
    content = review.page.latest_revision.content
    model = type(review.page)
    assert paths_of(model, content, "Money matters") == ["body.22222222-2222-2222-2222-222222222222"]
    assert paths_of(model, content, "On money") == ["title"]
    assert len(paths_of(model, content, "Ask ")) == 2
    assert paths_of(model, content, "early & kindly") == [], "across two styles"
    assert paths_of(model, content, "& kindly") == ["body.11111111-1111-1111-1111-111111111111"]
    assert paths_of(model, content, "rich_text") == [], "the names of blocks are no words of the page"


def test_other_words_keep_markup_and_never_become_it(review: InReview) -> None:
    content = with_words(type(review.page), review.page.latest_revision.content, "& kindly", "<script>x</script>")
    value = json.loads(content["body"])[0]["value"]
    assert value == "<p>Ask <b>early</b> &lt;script&gt;x&lt;/script&gt;.</p>"


def test_the_author_takes_an_edit_over_with_one_click(review: InReview) -> None:
    edit = suggest(review.state.pk, named(review.ben), "Money matters", "Money matters most", "Stronger")
    before = review.stored.latest_revision_id
    accept(edit.pk, review.ana)
    assert "Money matters most." in body(review)
    assert "<b>early</b>" in body(review)
    stored = review.stored
    assert stored.latest_revision_id != before
    assert not stored.live, "it is a draft still"
    assert stored.latest_revision.user == review.ana
    assert refused(accept, edit.pk, review.ana).code == "NOT_OPEN"
    edit.refresh_from_db()
    assert (edit.status, edit.decided_by) == (SuggestedEdit.Status.ACCEPTED, review.ana)


def test_an_edit_whose_words_have_changed_is_not_guessed_at(review: InReview) -> None:
    edit = suggest(review.state.pk, named(review.ben), "Money matters", "Money helps")
    page = review.stored
    page.body = json.dumps([BODY[0]])
    page.save_revision()
    error = refused(accept, edit.pk, review.ana)
    assert (error.code, error.field) == ("BAD_INPUT", "before")
    edit.refresh_from_db()
    assert edit.status == SuggestedEdit.Status.OPEN


@pytest.mark.parametrize(
    ("before", "after", "field"),
    [("Ask", "Beg", "before"), ("nowhere", "x", "before"), ("", "x", "before"), ("On money", "On money", "after")],
)
def test_an_edit_names_words_in_one_place(review: InReview, before: str, after: str, field: str) -> None:
    assert refused(suggest, review.state.pk, named(review.ben), before, after).field == field


def test_an_edit_may_be_left(review: InReview) -> None:
    edit = suggest(review.state.pk, named(review.ben), "Money matters", "")
    leave(edit.pk, review.ana)
    assert "Money matters" in body(review)
    assert refused(accept, edit.pk, review.ana).code == "NOT_OPEN"


def test_who_may_not_edit_the_page_decides_nothing(review: InReview) -> None:
    edit = suggest(review.state.pk, named(review.ben), "Money matters", "x")
    assert refused(accept, edit.pk, account("mo", None)).code == "NOT_FOUND"
    page = review.stored
    page.locked, page.locked_by = True, review.cleo
    page.save()
    assert refused(accept, edit.pk, review.ana).code == "FORBIDDEN"


def test_a_comment_stands_at_the_words_that_it_repeats(review: InReview) -> None:
    comment(review.state.pk, named(review.ben), "Says who?", "Money matters")
    found = Comment.objects.get()
    assert found.contentpath == "body.22222222-2222-2222-2222-222222222222"
    assert found.text == "“Money matters”: Says who?"
    assert found.revision_created_id == review.page.latest_revision_id
    assert refused(comment, review.state.pk, named(review.ben), "Hm", "nowhere").field == "quote"
    assert refused(comment, review.state.pk, named(account("mo", None)), "Hm").code == "FORBIDDEN"


def test_a_page_that_was_never_saved_has_no_words(tree: Tree) -> None:
    page = KnowledgeArticlePageFactory(parent=tree.knowledge)
    assert paths_of(type(page), {}, page.title) == []
