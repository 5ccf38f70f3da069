"""What an import makes of a folder."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Collection, CollectionViewRestriction, Page, PageViewRestriction, Revision, Site
from wagtail.signals import page_published

from content_types.core.models import HomePage
from content_types.core.site_settings import LibrarySettings
from content_types.events.models import EventPage
from content_types.knowledge.models import KnowledgeArticlePage
from content_types.taxonomy.models import Person, Topic
from content_types.tools.models import ToolPage
from import_export.outcome import Outcome
from tests.import_export.library_folder import ARTICLE, LibraryFolder
from tests.support.papers import WRITER, pdf

A = "knowledge/ask-about-money.yaml"


def article() -> KnowledgeArticlePage:
    return KnowledgeArticlePage.objects.get(slug="ask-about-money")


@pytest.mark.usefixtures("new_installation")
def test_the_home_page_takes_the_place_of_wagtails_own(library: LibraryFolder) -> None:
    assert Page.objects.filter(depth=2).get().title.startswith("Welcome")
    library.load()
    home = HomePage.objects.get()
    assert Page.objects.filter(depth=2).get().pk == home.pk
    site = Site.objects.get()
    assert site.root_page_id == home.pk
    assert article().url_path == "/home/knowledge/ask-about-money/"


@pytest.mark.usefixtures("new_installation")
def test_pages_are_published_as_an_editor_would(
    library: LibraryFolder, django_capture_on_commit_callbacks: object
) -> None:
    heard: list[str] = []

    def hear(instance: Page, **kwargs: object) -> None:
        heard.append(instance.slug)

    page_published.connect(hear)
    try:
        with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
            library.load()
    finally:
        page_published.disconnect(hear)
    assert sorted(heard) == ["ask-about-money", "events", "home", "initiatives", "knowledge", "tools", "wellbeing"]
    page = article()
    assert page.live
    assert page.live_revision_id == page.latest_revision_id is not None
    assert not page.has_unpublished_changes
    assert page.reading_minutes == 1
    assert [topic.slug for topic in page.topics.all()] == ["poverty"]


def test_a_second_import_changes_nothing(library: LibraryFolder) -> None:
    library.load()
    revisions, updated = Revision.objects.count(), article().last_published_at
    outcome = library.load()
    assert outcome.changed_nothing
    assert outcome.total("unchanged") > 10
    assert Revision.objects.count() == revisions
    assert article().last_published_at == updated


def test_only_what_changed_is_written(library: LibraryFolder) -> None:
    library.load()
    before = {block["id"] for block in article().body.raw_data}
    library.put(A, ARTICLE.replace("How to ask.", "How to ask, and when."))
    outcome = library.load()
    assert outcome.total("changed") == 1
    assert article().summary == "How to ask, and when."
    assert {block["id"] for block in article().body.raw_data} == before


def test_what_a_file_leaves_out_goes_back_to_its_default(library: LibraryFolder) -> None:
    library.put(A, ARTICLE + "kind: film\ntags: [Food]\npeople: [{person: amina}]\nprivacy: {login: true}\n")
    library.load()
    page = article()
    assert (page.kind, page.tags.count(), page.people.count()) == ("film", 1, 1)
    library.put(A, ARTICLE)
    library.load()
    page = article()
    assert (page.kind, page.tags.count(), page.people.count()) == ("explainer", 0, 0)
    assert not PageViewRestriction.objects.exists()


def test_pages_that_are_not_in_the_folder_are_left_alone(library: LibraryFolder) -> None:
    library.load()
    library.put("knowledge/other.yaml", ARTICLE.replace("ask-about-money", "other"))
    library.remove(A)
    library.load()
    assert article().live


def test_references_may_go_forwards_and_in_circles(library: LibraryFolder) -> None:
    library.put(
        A,
        ARTICLE
        + "  - resource_link: {page: /tools/z/}\nrelated_resources: [/knowledge/b/, /knowledge/ask-about-money/]\n",
    )
    library.put(
        "knowledge/b.yaml",
        "type: article\ntitle: B\nslug: b\nsummary: b\nrelated_resources: [/knowledge/ask-about-money/]\n"
        "body:\n  - rich_text: <p><a href='page:/'>home</a> <a href='page:/knowledge/b/'>me</a></p>\n",
    )
    library.put("tools/y.yaml", "type: tool\ntitle: Y\nslug: y\nsummary: y\nadapted_from: /tools/z/\n")
    library.put("tools/z.yaml", "type: tool\ntitle: Z\nslug: z\nsummary: z\nrelated_resources: [/tools/y/]\n")
    library.put("taxonomy/people.yaml", "- {slug: amina, name: A, bio: \"<p><a href='page:/tools/z/'>z</a></p>\"}\n")
    library.load()
    b = KnowledgeArticlePage.objects.get(slug="b")
    assert [row.related_page_id for row in article().related_resources.all()] == [b.pk, article().pk]
    assert f'id="{b.pk}"' in b.body.raw_data[0]["value"]
    assert ToolPage.objects.get(slug="y").adapted_from_id == ToolPage.objects.get(slug="z").pk
    assert Page.objects.filter(live=False).count() == 0
    assert library.load().changed_nothing


def test_a_circle_of_adaptations_is_rejected(library: LibraryFolder) -> None:
    for one, other in (("y", "z"), ("z", "y")):
        library.put(
            f"tools/{one}.yaml", f"type: tool\ntitle: T\nslug: {one}\nsummary: s\nadapted_from: /tools/{other}/\n"
        )
    with pytest.raises(Exception, match="1 problems"):
        library.load()
    assert not ToolPage.objects.exists()


def test_states(library: LibraryFolder) -> None:
    for slug, more in {
        "draft": "state: draft\n",
        "scheduled": "state: scheduled\ngo_live_at: today+3d 09:00\n",
        "due": "state: scheduled\ngo_live_at: today-3d 09:00\n",
        "expired": "state: expired\nexpire_at: today-3d 09:00\n",
        "ends": "expire_at: today+3d 09:00\n",
    }.items():
        library.put(f"knowledge/{slug}.yaml", ARTICLE.replace("ask-about-money", slug) + more)
    library.load()
    pages = {page.slug: page for page in KnowledgeArticlePage.objects.all()}
    assert {slug: page.status_string for slug, page in pages.items()} == {
        "draft": "draft", "scheduled": "scheduled", "due": "live", "expired": "expired", "ends": "live",
        "ask-about-money": "live",
    }  # fmt: skip
    assert pages["scheduled"].scheduled_revision.approved_go_live_at > timezone.now()
    assert pages["expired"].expired
    assert pages["draft"].first_published_at is None
    assert pages["draft"].get_latest_revision_as_object().body[1].value.source == "<p>Ask kindly.</p>"
    assert library.load().changed_nothing


@pytest.mark.parametrize("before", ["live", "draft", "scheduled", "expired"])
@pytest.mark.parametrize("after", ["live", "draft", "scheduled", "expired"])
def test_from_every_state_to_every_state(before: str, after: str, library: LibraryFolder) -> None:
    dates = {
        "live": "",
        "draft": "",
        "scheduled": "go_live_at: today+3d 09:00\n",
        "expired": "expire_at: today-3d 09:00\n",
    }
    for state in (before, after):
        library.put(A, f"{ARTICLE}state: {state}\n{dates[state]}")
        library.load()
        assert article().status_string == state
    assert library.load().changed_nothing


def test_first_publication_is_that_of_the_file(library: LibraryFolder) -> None:
    library.put(A, ARTICLE + "first_published_at: 2024-07-01T09:30\n")
    library.load()
    assert article().first_published_at == datetime(2024, 7, 1, 8, 30, tzinfo=UTC)
    library.put(A, ARTICLE + "first_published_at: 2024-01-01T09:30\n")
    library.load()
    assert article().first_published_at == datetime(2024, 1, 1, 9, 30, tzinfo=UTC)
    library.put(A, ARTICLE)
    assert library.load().changed_nothing


def test_an_event_keeps_the_clock_of_its_own_zone(library: LibraryFolder) -> None:
    library.put(
        "events/e.yaml",
        "type: event\ntitle: E\nslug: e\nsummary: s\nstart: 2026-07-01T18:00\nend: 2026-07-01T19:00\n"
        "time_zone: America/Toronto\n"
        "first_published_at: 2026-07-01T18:00\n",
    )
    library.load()
    event = EventPage.objects.get()
    assert event.start == datetime(2026, 7, 1, 22, tzinfo=UTC)
    assert event.first_published_at == datetime(2026, 7, 1, 17, tzinfo=UTC)


def test_relative_dates_count_from_the_day_of_the_import(library: LibraryFolder) -> None:
    library.put(A, ARTICLE + "last_reviewed: today-10d\nreview_due: today + 5d\n")
    library.load()
    assert article().review_due - article().last_reviewed == timedelta(days=15)


def test_privacy_of_pages(library: LibraryFolder) -> None:
    for given, kind in (
        ("{password: one}", "password"),
        ("{login: true}", "login"),
        ("{groups: [Reviewers, Poets]}", "groups"),
    ):
        library.put(A, f"{ARTICLE}privacy: {given}\n")
        library.load()
        restriction = PageViewRestriction.objects.get(page=article())
        assert restriction.restriction_type == kind
        assert library.load().changed_nothing
    assert sorted(restriction.groups.values_list("name", flat=True)) == ["Poets", "Reviewers"]


def test_private_collections(library: LibraryFolder) -> None:
    library.put(
        "images/images.yaml", "- {file: ward.png, title: W, collection: Staff > Board, collection_privacy: login}\n"
    )
    library.load()
    image = get_image_model().objects.get()
    assert [one.name for one in image.collection.get_ancestors(inclusive=True)][1:] == ["Staff", "Board"]
    assert CollectionViewRestriction.objects.get(collection=image.collection).restriction_type == "login"
    assert Collection.objects.filter(name="Board").count() == 1
    library.put("images/images.yaml", "- {file: ward.png, title: W, collection: Staff > Board}\n")
    library.load()
    assert CollectionViewRestriction.objects.exists(), "silence never makes a private collection public"


def test_a_changed_file_replaces_the_old_one_under_its_name(library: LibraryFolder, media: Path) -> None:
    library.load()
    key, before = get_image_model().objects.values_list("pk", "file_hash").get()
    library.picture("images/ward.png", "red")
    outcome = library.load()
    image = get_image_model().objects.get()
    assert outcome.counts["images"] == {"changed": 1}
    assert (image.pk, image.filename) == (key, "ward.png")
    assert image.file_hash != before
    assert (media / image.file.name).read_bytes() == (library.path / "images/ward.png").read_bytes()


def test_terms_keep_the_order_of_the_file(library: LibraryFolder) -> None:
    library.put(
        "taxonomy/topics.yaml",
        "- {slug: z, name: Z, definition: d, parent: a}\n- {slug: a, name: A, definition: d}\n"
        "- {slug: poverty, name: P, definition: d, state: draft}\n",
    )
    library.load()
    assert list(Topic.objects.values_list("slug", "live")) == [("z", True), ("a", True), ("poverty", False)]
    assert Topic.objects.get(slug="z").parent.slug == "a"
    assert library.load().changed_nothing


def test_the_site(library: LibraryFolder) -> None:
    library.put(
        "site.yaml",
        "name: Ours\nnavigation:\n  - {title: Tools, page: /tools/}\n  - {title: NHS, url: 'https://www.nhs.uk/'}\n",
    )
    library.load()
    settings = LibrarySettings.objects.get()
    assert settings.name == "Ours"
    assert [(item.title, bool(item.page_id)) for item in settings.navigation.all()] == [("Tools", True), ("NHS", False)]
    assert library.load().changed_nothing


def test_tags_know_no_capital_letters(library: LibraryFolder) -> None:
    library.put(A, ARTICLE + "tags: [Food banks]\n")
    library.put("knowledge/b.yaml", ARTICLE.replace("ask-about-money", "b") + "tags: [food Banks]\n")
    library.load()
    assert {tag.name for page in KnowledgeArticlePage.objects.all() for tag in page.tags.all()} == {"Food banks"}
    assert library.load().changed_nothing


@pytest.mark.usefixtures("new_installation")
def test_progress_is_told(library: LibraryFolder) -> None:
    from import_export.importing import import_library

    told: list[tuple[str, int, int]] = []
    outcome: Outcome = import_library(library.path, lambda *what: told.append(what))
    assert told[-1] == ("written", 7, 7)
    assert ("checked", 7, 7) in told
    assert outcome.total("created") == 7 + 4 + 2
    assert get_document_model().objects.count() == 1


def test_identifiers_are_stored_in_their_one_form(library: LibraryFolder) -> None:
    library.put(
        "taxonomy/people.yaml",
        "- {slug: amina, name: Amina, website: Example.org/amina, orcid: https://orcid.org/0000-0002-1825-0097}\n",
    )
    ring = '  - rich_text: <p><a href="tel:+44 (0)20 7946 0018">020 7946 0018</a></p>\n'
    links = "  - link_list: {title: More, links: [{title: There, url: WWW.Example.org/a}]}\n"
    library.put(A, ARTICLE + ring + links + "sources:\n  - {title: A paper, url: //Example.org/p}\n")
    library.load()
    person, (ring_block, links_block) = Person.objects.get(), list(article().body)[2:]
    assert (person.website, person.orcid) == ("https://example.org/amina", "0000-0002-1825-0097")
    assert '<a href="tel:+442079460018">020 7946 0018</a>' in str(ring_block.value.source)
    assert links_block.value["links"][0]["url"] == "https://www.example.org/a"
    assert article().sources.get().url == "https://example.org/p"


def test_a_document_is_stored_without_its_writer_and_is_the_same_when_it_comes_again(library: LibraryFolder) -> None:
    library.put("documents/card.pdf", pdf())
    library.load()
    with get_document_model().objects.get().open_file() as stored:
        assert WRITER.encode() not in stored.read()
    assert library.load().changed_nothing
    library.put("documents/card.pdf", pdf(signed=True))
    assert [one.partition(": [1].file: ")[2][:20] for one in library.problems()] == ["“card.pdf” is signed"]
