"""The plain pages: what is published reads well, what is not is not there."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import Collection, CollectionViewRestriction, PageViewRestriction
from wagtail_factories import DocumentFactory, ImageFactory

from content_types.core.factories import StandardPageFactory
from content_types.core.models import LibrarySettings
from content_types.events.factories import EventPageFactory
from content_types.initiatives.factories import InitiativeFactory
from content_types.knowledge.factories import KnowledgeArticlePageFactory
from content_types.taxonomy.factories import PersonFactory, TopicFactory
from content_types.tools.factories import ToolPageFactory
from content_types.wellbeing.factories import WellbeingGuidancePageFactory
from tests.support.tree import Tree


def test_landing_shows_the_home_page_and_the_ways_in(client: Client, tree: Tree) -> None:
    tree.home.introduction = "<p>Who we are.</p>"
    tree.home.save()
    text = client.get("/").content.decode()
    assert "Who we are." in text
    assert "/admin/" in text
    assert "/graphql/" in text
    assert "volunteer</code>" not in text


def test_landing_gives_the_logins_only_in_the_demo(client: Client, tree: Tree, settings) -> None:
    settings.DEMO = True
    assert "volunteer</code>" in client.get("/").content.decode()


def test_landing_hides_the_words_of_a_home_page_that_is_not_published(client: Client, tree: Tree) -> None:
    tree.home.introduction = "<p>Not yet.</p>"
    tree.home.live = False
    tree.home.save()
    assert "Not yet." not in client.get("/").content.decode()


def test_index_lists_what_is_visible_by_pages(client: Client, tree: Tree) -> None:
    for n in range(23):
        KnowledgeArticlePageFactory(parent=tree.knowledge, title=f"Article number {n:02}")
    KnowledgeArticlePageFactory(parent=tree.knowledge, title="A draft", live=False)
    first = client.get("/knowledge/").content.decode()
    second = client.get("/knowledge/?page=2").content.decode()
    assert first.count('class="card"') == 20
    assert second.count('class="card"') == 3
    assert "Page 2 of 2" in second
    assert "A draft" not in first + second
    assert client.get("/knowledge/?page=nonsense").status_code == 200


@pytest.mark.parametrize("kind", ["article", "tool", "wellbeing", "event", "initiative", "standard"])
def test_each_type_is_readable(client: Client, tree: Tree, kind: str) -> None:
    make = {
        "article": lambda: KnowledgeArticlePageFactory(parent=tree.knowledge),
        "tool": lambda: ToolPageFactory(parent=tree.tools),
        "wellbeing": lambda: WellbeingGuidancePageFactory(parent=tree.wellbeing),
        "event": lambda: EventPageFactory(parent=tree.events),
        "initiative": lambda: InitiativeFactory(parent=tree.initiatives),
        "standard": lambda: StandardPageFactory(parent=tree.home),
    }
    page = make[kind]()
    response = client.get(page.get_url())
    assert response.status_code == 200
    assert page.title in response.content.decode()


def test_event_shows_the_time_of_its_own_zone_and_never_its_join_link(client: Client, tree: Tree) -> None:
    start = datetime(2030, 7, 1, 16, 30, tzinfo=UTC)
    event = EventPageFactory(
        parent=tree.events, start=start, end=start + timedelta(hours=1), time_zone="America/Toronto",
        join_link="https://meet.example.org/secret",
    )  # fmt: skip
    text = client.get(event.get_url()).content.decode()
    assert "12:30" in text
    assert "America/Toronto" in text
    assert "meet.example.org" not in text


def test_help_now_comes_first(client: Client, tree: Tree) -> None:
    LibrarySettings.objects.create(site=tree.site, help_now_text="<p>Ring 999.</p>")
    page = WellbeingGuidancePageFactory(parent=tree.wellbeing, show_help_now=True)
    text = client.get(page.get_url()).content.decode()
    assert text.index("Ring 999.") < text.index("Ask every family")


def test_choices_that_are_not_visible_are_not_on_the_page(client: Client, tree: Tree) -> None:
    private = Collection.get_first_root_node().add_child(name="Private")
    CollectionViewRestriction.objects.create(collection=private, restriction_type="login")
    draft = KnowledgeArticlePageFactory(parent=tree.knowledge, title="A secret draft", live=False)
    document = DocumentFactory(title="Secret minutes", collection=private)
    image = ImageFactory(title="Secret picture", collection=private)
    topic = TopicFactory(name="Secret topic", live=False)
    page = KnowledgeArticlePageFactory(
        parent=tree.knowledge,
        topics=[topic],
        cover_image=image,
        cover_alt_text="Secret cover",
        body=[
            ("rich_text", f'<p>See <a linktype="page" id="{draft.pk}">this</a>.</p>'),
            ("resource_link", {"page": draft, "note": "Secret note"}),
            ("document", {"document": document, "title": "", "description": "Secret description"}),
            ("image", {"image": image, "alt_text": "Secret alt", "decorative": False, "caption": "Secret caption",
                       "credit": ""}),
        ],
    )  # fmt: skip
    page.related_resources.create(related_page=draft)
    page.people.create(person=PersonFactory(name="Secret person", live=False))
    text = client.get(page.get_url()).content.decode()
    assert "ecret" not in text
    assert draft.slug not in text
    assert f"/images/{image.pk}/" not in text


def test_child_of_an_unpublished_page_and_an_expired_page_are_not_served(client: Client, tree: Tree) -> None:
    page = KnowledgeArticlePageFactory(parent=tree.knowledge)
    assert client.get(page.get_url()).status_code == 200
    page.expire_at = timezone.now() - timedelta(minutes=1)
    page.save()
    assert client.get(page.get_url()).status_code == 404
    page.expire_at = None
    page.save()
    tree.knowledge.live = False
    tree.knowledge.save()
    assert client.get(page.get_url()).status_code == 404


def test_private_pages_ask_for_their_password_or_a_login(client: Client, tree: Tree) -> None:
    page = KnowledgeArticlePageFactory(parent=tree.knowledge, summary="For those who know.")
    restriction = PageViewRestriction.objects.create(page=page, restriction_type="password", password="open")
    url = page.get_url()
    asked = client.get(url).content.decode()
    assert "Password needed" in asked
    assert "For those who know." not in asked
    assert page.title not in client.get("/knowledge/").content.decode()
    client.post(
        f"/_util/authenticate_with_password/{restriction.pk}/{page.pk}/", {"password": "open", "return_url": url}
    )
    assert "For those who know." in client.get(url).content.decode()
    PageViewRestriction.objects.filter(pk=restriction.pk).update(restriction_type="login")
    response = Client().get(url)
    assert response.status_code == 302
    assert response["Location"].startswith("/admin/login/")


def test_unknown_address_gets_the_house_page(client: Client, tree: Tree) -> None:
    response = client.get("/no/such/page/")
    assert response.status_code == 404
    assert "Page not found" in response.content.decode()
