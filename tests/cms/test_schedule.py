"""``publish_scheduled``: each thing as it is stored at that moment, and none in the way of the others."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from wagtail.models import Page, Revision

from cms.management.commands import publish_scheduled
from content_types.knowledge.factories import KnowledgeArticlePageFactory
from content_types.taxonomy.factories import TopicFactory
from tests.support.tree import Tree

pytestmark = pytest.mark.django_db
PAST = timezone.now() - timedelta(minutes=1)


def due(tree: Tree, title: str) -> Page:
    """A draft whose time has come."""
    page = KnowledgeArticlePageFactory(parent=tree.knowledge, title=title, live=False)
    page.save_revision(approved_go_live_at=PAST)
    return page


def is_live(page: Page) -> bool:
    return Page.objects.get(pk=page.pk).live


def test_what_is_due_goes_live_and_what_is_past_goes(tree: Tree) -> None:
    coming = due(tree, "Coming")
    going = KnowledgeArticlePageFactory(parent=tree.knowledge, title="Going", expire_at=PAST)
    topic = TopicFactory(name="Topic", expire_at=PAST)
    call_command("publish_scheduled")
    topic.refresh_from_db()
    assert (is_live(coming), is_live(going), topic.live) == (True, False, False)


def test_what_was_unscheduled_meanwhile_stays_a_draft(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    page = due(tree, "Withdrawn")
    found = list(publish_scheduled._due())

    def unscheduled_since() -> list[object]:
        Revision.objects.update(approved_go_live_at=None)
        return found

    monkeypatch.setattr(publish_scheduled, "_due", unscheduled_since)
    call_command("publish_scheduled")
    assert not is_live(page)


def test_one_that_cannot_be_published_stops_no_other(tree: Tree) -> None:
    broken, sound = due(tree, "Broken"), due(tree, "Sound")
    Revision.objects.filter(object_id=str(broken.pk)).update(approved_go_live_at=PAST - timedelta(hours=1))
    revision = broken.get_latest_revision()
    revision.content["title"] = ""
    revision.save()
    with pytest.raises(CommandError, match="1 could not be published"):
        call_command("publish_scheduled", stderr=StringIO())
    assert (is_live(broken), is_live(sound)) == (False, True)
    assert Revision.objects.filter(pk=revision.pk, approved_go_live_at__isnull=False).exists()
