"""Two editors of one page at one moment: one defined outcome, and screen, log and mail say what is true."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.messages import get_messages
from django.core.management import call_command
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, PageLogEntry, WorkflowState

from cms.editors.roles import set_up_roles
from content_types.knowledge.factories import KnowledgeArticlePageFactory, KnowledgeIndexPageFactory
from content_types.taxonomy.factories import TopicFactory
from content_types.taxonomy.models import Topic
from mailing.models import QueuedMail
from tests.support.admin import AdminForm, open_form
from tests.support.races import race
from tests.support.tree import Tree

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

# What the second request leads to, by the first (rows). Both forms were opened before the first was carried out, by two
# people, on a page that is live, has a draft, and is in review. done; asked: shown what happened, nothing changed;
# stale: an autosave that others' newer text stops; refused: what is scheduled is unscheduled before it is unpublished;
# none: there is nothing to do any more.
TABLE = """
          autosave  save      approve   reject    publish   unpublish schedule  cancel    restore   move
autosave  stale     asked     asked     asked     asked     done      asked     asked     asked     done
save      stale     asked     asked     asked     asked     done      asked     asked     asked     done
approve   done      asked     asked     asked     asked     done      asked     asked     asked     done
reject    done      asked     asked     asked     asked     done      asked     asked     asked     done
publish   stale     asked     asked     asked     asked     done      asked     asked     asked     done
unpublish done      asked     asked     asked     asked     none      asked     asked     asked     done
schedule  stale     asked     asked     asked     asked     refused   asked     asked     asked     done
cancel    stale     asked     asked     asked     asked     done      asked     asked     asked     done
restore   stale     asked     asked     asked     asked     done      asked     asked     asked     done
move      done      asked     asked     asked     asked     done      asked     asked     asked     done
"""
# The same on a page that is not in review, which alone can be submitted: what comes after a submission.
AFTER_SUBMIT = {
    "autosave": "stale",
    "save": "asked",
    "submit": "asked",
    "publish": "asked",
    "unpublish": "done",
    "schedule": "asked",
    "restore": "asked",
    "move": "done",
}
LINES = [line.split() for line in TABLE.strip().splitlines()]
EXPECTED = {(line[0], second): line[nth + 1] for line in LINES[1:] for nth, second in enumerate(LINES[0])}


@dataclass
class Setting:
    """A page that is live, has a draft and is in review, with two reviewers who have it open."""

    page: Page
    elsewhere: Page
    clients: list[Client]
    form: dict[str, Any]

    def request(self, action: str, who: int) -> Callable[[], Any]:
        """A request that does this as one of the two."""
        client, edit = self.clients[who], reverse("wagtailadmin_pages:edit", args=[self.page.pk])
        form = AdminForm(client, edit, {**self.form, "title": f"Words of {action} {who}"})
        untouched = AdminForm(client, edit, dict(self.form))
        decide = {"action-workflow-action": "true", "workflow-action-extra-data": '{"comment": ""}'}
        first = self.page.revisions.order_by("pk").first()
        tomorrow = (timezone.now() + timedelta(days=1)).strftime("%Y-%m-%d %H:%M")
        sent: dict[str, Callable[[], Any]] = {
            "autosave": lambda: client.post(edit, form.data, headers={"accept": "application/json"}),
            "save": form.submit,
            "submit": lambda: form.submit(**{"action-submit": "1"}),
            "approve": lambda: untouched.submit(**decide, **{"workflow-action-name": "approve"}),
            "reject": lambda: untouched.submit(**decide, **{"workflow-action-name": "reject"}),
            "publish": lambda: form.submit(**{"action-publish": "1"}),
            "unpublish": lambda: client.post(reverse("wagtailadmin_pages:unpublish", args=[self.page.pk])),
            "schedule": lambda: form.submit(go_live_at=tomorrow, **{"action-publish": "1"}),
            "cancel": lambda: untouched.submit(**{"action-cancel-workflow": "1"}),
            "restore": lambda: client.post(
                reverse("wagtailadmin_pages:revisions_revert", args=[self.page.pk, first.pk]), form.data
            ),
            "move": lambda: client.post(
                reverse("wagtailadmin_pages:move_confirm", args=[self.page.pk, self.elsewhere.pk])
            ),
        }
        return sent[action]


@pytest.fixture
def setting(tree: Tree) -> Iterator[Callable[..., Setting]]:
    """Makes a page with two people before it."""
    set_up_roles()
    people = get_user_model().objects
    author = people.create_user("author", "author@example.org", "open sesame")
    clients = [Client(raise_request_exception=False) for _ in range(2)]
    for nth, client in enumerate(clients):
        client.force_login(people.create_superuser(f"editor{nth}", f"editor{nth}@example.org", "open sesame"))

    numbers, elsewhere = count(1), KnowledgeIndexPageFactory(parent=tree.home, slug="elsewhere")

    def make(in_review: bool = True) -> Setting:
        page = KnowledgeArticlePageFactory(parent=tree.knowledge, title="As published", slug=f"page-{next(numbers)}")
        page.save_revision(user=author).publish()
        edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
        # Saved by the form, as the editor's text has it: it is not changed by being sent again.
        open_form(clients[0], edit).fill(title="As handed in").submit()
        if in_review:
            page.get_workflow().start(page.get_latest_revision_as_object(), author)
        QueuedMail.objects.all().delete()
        return Setting(Page.objects.get(pk=page.pk).specific, elsewhere, clients, open_form(clients[0], edit).data)

    with override_settings(EMAIL_BACKEND="mailing.backend.QueueBackend"):
        yield make


def outcome(answer: Any) -> str:
    """What an answer says has happened, in the words of the table."""
    assert answer.status_code < 500, answer.content
    if answer["Content-Type"] == "application/json":
        rejections = {"invalid_revision": "stale", "locked": "locked"}
        return "done" if answer.status_code == 200 else rejections[answer.json()["error_code"]]
    levels = sorted({one.level_tag for one in get_messages(answer.wsgi_request)._queued_messages})[:1]
    if answer.status_code == 302:
        return {"info": "none", "error": "refused"}.get("".join(levels), "done")
    assert answer.status_code == 200
    return "asked"


def assert_true(page: Page) -> None:
    """The page is as its log and the mails say."""
    log = list(PageLogEntry.objects.filter(page=page.pk).order_by("pk").values_list("action", flat=True))
    stored = Page.objects.get(pk=page.pk)
    turns = [one for one in log if one in {"wagtail.publish", "wagtail.unpublish"}]
    assert stored.live == (turns[-1] == "wagtail.publish"), log
    scheduled = last(log, "publish.schedule") > max(last(log, "publish"), last(log, "unpublish"))
    assert (stored.scheduled_revision is not None) == scheduled, log
    assert (stored.get_parent().slug == "elsewhere") == ("wagtail.move" in log)
    states = {"start": "in_progress", "reject": "needs_changes", "cancel": "cancelled", "approve": "approved"}
    decided = [one.rsplit(".", 1)[1] for one in log if one.startswith("wagtail.workflow.")]
    review = WorkflowState.objects.for_instance(stored).last()
    assert (review and review.status) == ((decided and states[decided[-1]]) or None), log
    for message in QueuedMail.objects.all():
        told = {"approved": "wagtail.workflow.approve", "rejected": "wagtail.workflow.reject"}
        for word, action in told.items():
            assert word not in message.subject or action in log


def last(log: list[str], what: str) -> int:
    """The place of the last entry of this kind in a log."""
    return max((nth for nth, one in enumerate(log) if one == f"wagtail.{what}"), default=-1)


def assert_kept(page: Page, action: str, who: int, said: str) -> None:
    """What was saved can be found again."""
    if said == "done" and action in {"autosave", "save", "publish", "schedule", "restore"}:
        assert page.revisions.filter(content__title=f"Words of {action} {who}").exists()


def carry_out(at: Setting, first: str, second: str) -> str:
    """Send both; the first is done, and all is as it is told. Gives what the second led to."""
    answers = race(at.page, at.request(first, 0), at.request(second, 1))
    said = [outcome(answer) for answer in answers]
    assert said[0] == "done", (first, second)
    assert_true(at.page)
    for who, action in enumerate((first, second)):
        assert_kept(at.page, action, who, said[who])
    return said[1]


@pytest.mark.slow
@pytest.mark.parametrize("first", LINES[0])
def test_of_any_two_requests_the_second_does_not_undo_the_first(setting: Callable[..., Setting], first: str) -> None:
    found = {second: carry_out(setting(), first, second) for second in LINES[0]}
    assert found == {second: EXPECTED[first, second] for second in LINES[0]}


@pytest.mark.slow
def test_nothing_undoes_a_submission_that_came_first(setting: Callable[..., Setting]) -> None:
    found = {second: carry_out(setting(in_review=False), "submit", second) for second in AFTER_SUBMIT}
    assert found == AFTER_SUBMIT


@pytest.mark.slow
def test_a_submission_asks_where_something_else_came_first(setting: Callable[..., Setting]) -> None:
    found = {first: carry_out(setting(in_review=False), first, "submit") for first in AFTER_SUBMIT}
    assert found == dict.fromkeys(AFTER_SUBMIT, "asked")


def test_an_autosave_begun_before_an_approval_leaves_the_page_published(
    setting: Callable[..., Setting],
) -> None:
    at = setting()
    again = at.clients[0]
    at.page.unpublish()
    data = open_form(again, reverse("wagtailadmin_pages:edit", args=[at.page.pk])).data
    at.form.update(data)
    decision = {"action-workflow-action": "true", "workflow-action-name": "approve", "workflow-action-extra-data": "{}"}
    edit = reverse("wagtailadmin_pages:edit", args=[at.page.pk])
    # The browser adds the button's fields to the form, and its autosave sends them too.
    approval, autosave = race(
        at.page,
        lambda: again.post(edit, {**data, **decision}),
        lambda: again.post(edit, {**data, **decision}, headers={"accept": "application/json"}),
    )
    stored = Page.objects.get(pk=at.page.pk)
    assert (approval.status_code, autosave.status_code) == (302, 200), autosave.content
    assert (stored.live, stored.has_unpublished_changes) == (True, False)
    assert "approved and published" in str(*get_messages(approval.wsgi_request)._queued_messages)
    assert_true(at.page)


def test_a_save_of_a_topic_begun_before_it_was_published_leaves_it_published(setting: Callable[..., Setting]) -> None:
    anna, ben = setting().clients
    topic = TopicFactory(name="Housing", live=False)
    edit = reverse("wagtailsnippets_taxonomy_topic:edit", args=[topic.pk])
    hers, his = open_form(anna, edit), open_form(ben, edit).fill(name="Homes")
    answers = race(topic, lambda: hers.submit(**{"action-publish": "1"}), his.submit)
    stored = Topic.objects.get(pk=topic.pk)
    assert [answer.status_code for answer in answers] == [302, 302]
    assert (stored.live, stored.name, stored.get_latest_revision_as_object().name) == (True, "Housing", "Homes")


def test_two_workers_on_one_scheduled_page_publish_it_once(tree: Tree) -> None:
    page = KnowledgeArticlePageFactory(parent=tree.knowledge, live=False)
    page.save_revision(approved_go_live_at=timezone.now() - timedelta(minutes=1))
    race(page, lambda: call_command("publish_scheduled"), lambda: call_command("publish_scheduled"))
    assert Page.objects.get(pk=page.pk).live
    assert PageLogEntry.objects.filter(page=page.pk, action="wagtail.publish.scheduled").count() == 1
