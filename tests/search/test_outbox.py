"""What changes a document is in the outbox when the transaction that changed it commits, and only then."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone
from taggit.models import Tag
from wagtail.models import Page, PageViewRestriction

from content_types.core.factories import StandardPageFactory
from content_types.core.models import ResourcePerson
from content_types.initiatives.factories import InitiativeFactory
from content_types.knowledge.factories import KnowledgeArticlePageFactory
from content_types.taxonomy.factories import (
    CareSettingFactory,
    OrganisationFactory,
    PersonFactory,
    PlaceFactory,
    ProfessionFactory,
    TopicFactory,
)
from content_types.tools.factories import ToolPageFactory
from search import outbox
from search.models import IndexOperation
from tests.support.tree import Tree

pytestmark = pytest.mark.differs_by_database


def pending() -> set[int]:
    return set(IndexOperation.objects.filter(pending=True).values_list("page_id", flat=True))


def processed() -> None:
    IndexOperation.objects.update(pending=False)


@pytest.fixture
def article(tree: Tree) -> Any:
    page = KnowledgeArticlePageFactory(parent=tree.knowledge, title="Asking about money")
    processed()
    return page


# --- Pages ------------------------------------------------------------------------------------------------------------


def test_publishing(article: Any) -> None:
    article.title = "Asking about food"
    revision = article.save_revision()
    assert pending() == set(), "a draft is nobody's business"
    revision.publish()
    assert pending() == {article.pk}


def test_a_new_page(tree: Tree) -> None:
    processed()
    page = KnowledgeArticlePageFactory(parent=tree.knowledge)
    assert pending() == {page.pk}


def test_unpublishing(article: Any) -> None:
    article.unpublish()
    assert pending() == {article.pk}


def test_unpublishing_and_publishing_a_page_above(tree: Tree, article: Any) -> None:
    other = ToolPageFactory(parent=tree.tools)
    processed()
    index = tree.knowledge
    index.refresh_from_db()
    index.unpublish()
    assert pending() == {article.pk}
    processed()
    index.save_revision().publish()
    assert pending() == {article.pk}
    assert other.pk not in pending()


def test_a_page_above_that_will_expire(tree: Tree, article: Any) -> None:
    tree.knowledge.refresh_from_db()
    tree.knowledge.expire_at = timezone.now() + timedelta(days=1)
    tree.knowledge.save()
    assert pending() == {article.pk}


def test_editing_a_page_above_leaves_those_below(tree: Tree, article: Any) -> None:
    tree.knowledge.refresh_from_db()
    tree.knowledge.introduction = "<p>New words.</p>"
    tree.knowledge.save_revision().publish()
    assert pending() == set()


def test_moving_takes_all_below(tree: Tree, article: Any) -> None:
    holder = StandardPageFactory(parent=tree.home)
    processed()
    Page.objects.get(pk=tree.knowledge.pk).move(Page.objects.get(pk=holder.pk), pos="last-child")
    assert pending() == {article.pk}


def test_moving_one(tree: Tree, article: Any) -> None:
    Page.objects.get(pk=article.pk).move(Page.objects.get(pk=tree.tools.pk), pos="last-child")
    assert pending() == {article.pk}


def test_a_new_slug(article: Any) -> None:
    article.slug = "another"
    article.save()
    assert pending() == {article.pk}


def test_deleting(article: Any) -> None:
    key = article.pk
    article.delete()
    assert key in pending()


def test_deleting_a_page_above(tree: Tree, article: Any) -> None:
    key = article.pk
    Page.objects.get(pk=tree.knowledge.pk).delete()
    assert key in pending()


def test_a_copy(tree: Tree, article: Any) -> None:
    copy = article.copy(update_attrs={"slug": "copy", "title": "Copy"})
    assert copy.pk in pending()


# --- Privacy ----------------------------------------------------------------------------------------------------------


def test_making_private_and_public_again(tree: Tree, article: Any) -> None:
    restriction = PageViewRestriction.objects.create(page=tree.knowledge, restriction_type="login")
    assert pending() == {article.pk}
    processed()
    restriction.restriction_type = "password"
    restriction.password = "x"
    restriction.save()
    assert pending() == {article.pk}
    processed()
    restriction.delete()
    assert pending() == {article.pk}


def test_making_one_page_private(article: Any) -> None:
    PageViewRestriction.objects.create(page=article, restriction_type="login")
    assert pending() == {article.pk}


# --- Terms ------------------------------------------------------------------------------------------------------------


def _linked(field: str, factory: Callable[..., Any]) -> Callable[[Any], Any]:
    def link(page: Any) -> Any:
        term = factory()
        getattr(page, field).set([term])
        page.save()
        return term

    return link


def _person(page: Any) -> Any:
    person = PersonFactory()
    ResourcePerson.objects.create(page=page, person=person)
    return person


def _tag(page: Any) -> Any:
    page.tags.add("money")
    page.save()
    return Tag.objects.get(name="money")


TERMS = {
    "topic": _linked("topics", TopicFactory),
    "profession": _linked("professions", ProfessionFactory),
    "care setting": _linked("care_settings", CareSettingFactory),
    "place": _linked("places", PlaceFactory),
    "person": _person,
    "tag": _tag,
}


@pytest.mark.parametrize("link", TERMS.values(), ids=TERMS.keys())
def test_renaming_a_term(tree: Tree, article: Any, link: Callable[[Any], Any]) -> None:
    KnowledgeArticlePageFactory(parent=tree.knowledge)
    term = link(article)
    processed()
    term.name = "Another name"
    term.save()
    assert pending() == {article.pk}


@pytest.mark.parametrize("link", TERMS.values(), ids=TERMS.keys())
def test_deleting_a_term(tree: Tree, article: Any, link: Callable[[Any], Any]) -> None:
    KnowledgeArticlePageFactory(parent=tree.knowledge)
    term = link(article)
    processed()
    term.delete()
    assert pending() == {article.pk}


def test_an_organisation_that_a_type_names(tree: Tree, article: Any) -> None:
    trust = OrganisationFactory()
    initiative = InitiativeFactory(parent=tree.initiatives, organisation=trust)
    processed()
    trust.name = "Another name"
    trust.save()
    assert pending() == {initiative.pk}
    processed()
    trust.delete()
    assert pending() == {initiative.pk}


def test_a_topic_takes_pages_of_topics_below_it(article: Any) -> None:
    above = TopicFactory()
    article.topics.set([TopicFactory(parent=TopicFactory(parent=above))])
    article.save()
    processed()
    above.slug = "new-slug"
    above.save()
    assert pending() == {article.pk}


def test_publishing_and_unpublishing_a_term(article: Any) -> None:
    topic = TopicFactory()
    article.topics.set([topic])
    article.save()
    processed()
    topic.name = "Drafted"
    revision = topic.save_revision()
    assert pending() == set()
    revision.publish()
    assert pending() == {article.pk}
    processed()
    topic.refresh_from_db()
    topic.unpublish()
    assert pending() == {article.pk}


# --- The rows ---------------------------------------------------------------------------------------------------------


def test_a_rollback_leaves_no_row(tree: Tree) -> None:
    processed()
    before = IndexOperation.objects.count()

    def publish_and_fail() -> None:
        with transaction.atomic():
            KnowledgeArticlePageFactory(parent=tree.knowledge).save_revision().publish()
            assert len(pending()) == 1
            raise RuntimeError("undo it")

    with pytest.raises(RuntimeError, match="undo it"):
        publish_and_fail()
    assert pending() == set()
    assert IndexOperation.objects.count() == before


def test_one_row_a_page_and_engine(article: Any, settings: Any) -> None:
    settings.ELASTICSEARCH_URL = "http://127.0.0.1:1"
    first = IndexOperation.objects.get(engine="database", page_id=article.pk).version
    for _ in range(3):
        article.save_revision().publish()
    rows = IndexOperation.objects.filter(page_id=article.pk, pending=True)
    assert sorted(rows.values_list("engine", flat=True)) == ["database", "elasticsearch"]
    assert rows.get(engine="database").version > first + 1


def test_many_pages_take_few_statements(db: None, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(2):
        assert outbox.enqueue(range(1, 1000)) == 999


def test_an_older_version_acknowledges_nothing(db: None) -> None:
    outbox.enqueue([1, 2])
    claimed = outbox.claim("database", 10)
    outbox.enqueue([1])
    outbox.acknowledge("database", claimed)
    assert pending() == {1}
    assert outbox.claim("database", 10) == {1: claimed[1] + 1}


def test_a_worker_that_comes_too_late_has_its_page_done_again(db: None) -> None:
    outbox.enqueue([1])
    late = outbox.claim("database", 10)
    outbox.enqueue([1])
    outbox.acknowledge("database", outbox.claim("database", 10))
    assert pending() == set()
    outbox.acknowledge("database", late)
    assert pending() == {1}


def test_versions_go_on_after_the_work_is_done(db: None) -> None:
    seen = []
    for _ in range(3):
        outbox.enqueue([1])
        claimed = outbox.claim("database", 1)
        outbox.acknowledge("database", claimed)
        seen.append(claimed[1])
    assert seen == [1, 2, 3]


def test_a_page_that_cannot_be_indexed_waits_for_minutes_unless_it_changes(
    db: None, django_assert_num_queries: Any
) -> None:
    outbox.enqueue([1, 2])
    IndexOperation.objects.update(attempts=13)
    claimed = outbox.claim("database", 2)
    with django_assert_num_queries(2):
        outbox.postpone("database", claimed, dict.fromkeys(claimed, "the reason"))
    waits = [row.next_attempt_at - timezone.now() for row in IndexOperation.objects.all()]
    assert timedelta(minutes=7) < min(waits) <= max(waits) <= outbox.BACK_OFF.longest
    state = outbox.status("database")
    assert (state.waiting, state.failing, state.last_error) == (2, 2, "the reason")
    outbox.enqueue([1])
    assert outbox.claim("database", 2).keys() == {1}, "a change is tried at once"


def test_an_outage_is_tried_again_within_half_a_minute(db: None) -> None:
    outbox.enqueue([1])
    IndexOperation.objects.update(attempts=50)
    outbox.postpone("database", outbox.claim("database", 1), {1: "away"}, outage=True)
    wait = IndexOperation.objects.get().next_attempt_at - timezone.now()
    assert wait <= outbox.OUTAGE_BACK_OFF.longest


def test_the_oldest_change_is_remembered(db: None) -> None:
    outbox.enqueue([1])
    long_ago = timezone.now() - timedelta(hours=3)
    IndexOperation.objects.update(created_at=long_ago)
    outbox.enqueue([1])
    assert outbox.status("database").oldest == long_ago
    outbox.acknowledge("database", outbox.claim("database", 1))
    outbox.enqueue([1])
    assert timezone.now() - IndexOperation.objects.get().created_at < timedelta(minutes=1)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_worker_passes_over_rows_of_an_open_transaction() -> None:
    outbox.enqueue([1, 2])
    changed, go_on = threading.Event(), threading.Event()

    def publish_slowly() -> None:
        with transaction.atomic():
            outbox.enqueue([1])
            changed.set()
            go_on.wait(60)
        connection.close()

    thread = threading.Thread(target=publish_slowly)
    thread.start()
    try:
        assert changed.wait(60)
        claimed = outbox.claim("database", 10)
        assert claimed == {2: 1}
        outbox.acknowledge("database", claimed | {1: 1})
    finally:
        go_on.set()
        thread.join()
    assert pending() == {1}
