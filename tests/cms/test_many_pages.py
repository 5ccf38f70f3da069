"""Actions on many pages: what is set, in which versions, and for whom."""

from __future__ import annotations

import csv
from datetime import timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone
from wagtail.models import Page, PageLogEntry

from content_types.core.freshness import TAKEN_OVER
from content_types.events.factories import EventPageFactory
from content_types.knowledge.factories import KnowledgeArticlePageFactory
from content_types.taxonomy.factories import TopicFactory
from tests.support.tree import Tree

DAY = timezone.localdate() + timedelta(days=90)


def published(tree: Tree, title: str) -> Any:
    """A published article with a draft of other words."""
    page = KnowledgeArticlePageFactory(parent=tree.knowledge, title=title)
    page.save_revision().publish()
    page.refresh_from_db()
    page.summary = "Words of the draft."
    page.save_revision()
    return Page.objects.get(pk=page.pk).specific


def act(client: Client, action: str, pages: list[Any], **asked: Any) -> Any:
    keys = "&".join(f"id={page.pk}" for page in pages)
    return client.post(f"/admin/bulk/wagtailcore/page/{action}/?{keys}&next=/admin/", asked)


def read(page: Any) -> tuple[Any, Any]:
    """What readers see, and the draft."""
    stored = Page.objects.get(pk=page.pk).specific
    return stored, stored.get_latest_revision_as_object()


def test_a_review_date_is_set_in_what_is_public_and_in_the_draft(reviewer: Client, tree: Tree) -> None:
    pages = [published(tree, "One"), published(tree, "Two")]
    event = EventPageFactory(parent=tree.events)
    assert act(reviewer, "set_review_date", [*pages, event], review_due=DAY.isoformat()).status_code == 302
    for page in pages:
        live, draft = read(page)
        assert (live.review_due, draft.review_due) == (DAY, DAY)
        assert (live.summary, draft.summary) == ("What it is and why it matters.", "Words of the draft.")
        assert live.has_unpublished_changes
        assert PageLogEntry.objects.filter(page=page.pk, action="wagtail.edit").exists()
    assert read(event)[0].review_due is None, "takes place once"
    past = act(reviewer, "set_review_date", pages, review_due="2020-01-01")
    assert "Choose a day to come." in past.content.decode()


def test_a_topic_is_added_once_and_others_stay(reviewer: Client, tree: Tree) -> None:
    page, old, new = published(tree, "One"), TopicFactory(), TopicFactory()
    page.topics.add(old)
    page.save()
    for _ in range(2):
        assert act(reviewer, "add_topic", [page], topic=new.pk).status_code == 302
    live, draft = read(page)
    assert set(live.topics.all()) == {old, new}
    assert [one.pk for one in draft.topics.all()] == [new.pk], "the draft had none"
    assert live.summary != draft.summary


def test_an_owner_is_set_and_told_in_the_history(reviewer: Client, tree: Tree) -> None:
    page, ravi = published(tree, "One"), get_user_model().objects.get(username="reviewers")
    member = get_user_model().objects.create_user("mo", "mo@example.org", "secret-enough")
    assert act(reviewer, "set_owner", [page], owner=member.pk).status_code == 200, "has no place in the admin"
    assert act(reviewer, "set_owner", [page], owner=ravi.pk).status_code == 302
    assert read(page)[0].owner == ravi
    assert PageLogEntry.objects.get(page=page.pk, action=TAKEN_OVER).message == "Reviewers looks after it now"


def test_who_may_not_publish_changes_drafts_alone(volunteer: Client, tree: Tree) -> None:
    page = published(tree, "Public")
    draft = KnowledgeArticlePageFactory(parent=tree.knowledge, title="Draft", live=False)
    draft.save_revision()
    shown = volunteer.get(f"/admin/bulk/wagtailcore/page/set_review_date/?id={page.pk}&id={draft.pk}")
    assert "These stay as they are" in shown.content.decode()
    act(volunteer, "set_review_date", [page, draft], review_due=DAY.isoformat())
    assert [one.review_due for one in read(page)] == [None, None]
    assert read(draft)[1].review_due == DAY
    act(volunteer, "set_owner", [page, draft], owner=get_user_model().objects.get(username="volunteer").pk)
    assert read(draft)[0].owner is None


def test_a_tag_is_added_once_however_it_is_written(reviewer: Client, tree: Tree) -> None:
    page, other = published(tree, "One"), published(tree, "Two")
    page.tags.add("Housing")
    page.save()
    assert act(reviewer, "add_tag", [page, other], tag=" housing ").status_code == 302
    for one in (page, other):
        live, draft = read(one)
        assert [tag.name for tag in live.tags.all()] == [tag.name for tag in draft.tags.all()] == ["Housing"]
        assert draft.summary == "Words of the draft."
    refused = act(reviewer, "add_tag", [page], tag="food, fuel")
    assert "without a comma" in refused.content.decode()


def test_pages_are_exported_as_a_spreadsheet_in_which_nothing_is_a_formula(reviewer: Client, tree: Tree) -> None:
    page = published(tree, "=1+1")
    page.tags.add("Housing")
    page.save()
    answer = act(reviewer, "export", [page])
    assert answer["Content-Disposition"] == 'attachment; filename="pages.csv"'
    heading, row = csv.reader(answer.content.decode("utf-8-sig").splitlines())
    told = dict(zip(heading, row, strict=True))
    assert told["Title"] == "'=1+1"
    assert (told["Published"], told["Tags"]) == ("yes", "Housing")
    assert act(Client(), "export", [page]).status_code == 403
