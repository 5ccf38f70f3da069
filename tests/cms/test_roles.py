"""What each role can do in the real admin, and what it cannot."""

from __future__ import annotations

from collections.abc import Callable
from io import StringIO

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file_jpeg
from wagtail.models import Collection, GroupApprovalTask, Page, Site, Workflow, WorkflowTask

from cms.editors.roles import ADMINISTRATORS, MODERATORS, ORGANISERS, PEERS, REVIEWERS, VOLUNTEERS, set_up_roles
from content_types.events.factories import EventPageFactory
from content_types.knowledge.factories import KnowledgeArticlePageFactory
from content_types.knowledge.models import KnowledgeArticlePage
from content_types.taxonomy.factories import TopicFactory
from review.models import PeerReviewTask
from tests.cms.new_pages import new_page
from tests.support.admin import open_form, refused
from tests.support.tree import Tree

ARTICLE = ("knowledge", "knowledge.KnowledgeArticlePage", {})


def test_a_volunteer_writes_and_submits_and_a_reviewer_publishes(
    volunteer: Client, reviewer: Client, tree: Tree
) -> None:
    form, _ = new_page(volunteer, tree, *ARTICLE)
    form.submit(**{"action-submit": "1"})
    page = KnowledgeArticlePage.objects.get(slug="a-brand-new-page")
    assert not page.live
    state = page.current_workflow_state
    assert state.workflow.name == "Peer review"
    assert state.status == "in_progress"

    approve = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", state.current_task_state.pk])
    rejection = volunteer.post(approve)
    page.refresh_from_db()
    assert refused(rejection)
    assert not page.live

    assert "A brand new page" in reviewer.get("/admin/").content.decode()
    reviewer.post(approve)
    page.refresh_from_db()
    assert page.live
    assert "A brand new page" in Client().get("/knowledge/a-brand-new-page.md").content.decode()


def test_a_volunteer_cannot_publish_by_any_button(volunteer: Client, tree: Tree) -> None:
    form, _ = new_page(volunteer, tree, *ARTICLE)
    form.submit(**{"action-publish": "1"})
    assert not KnowledgeArticlePage.objects.filter(slug="a-brand-new-page", live=True).exists()
    live = KnowledgeArticlePageFactory(parent=tree.knowledge, title="As published")
    open_form(volunteer, reverse("wagtailadmin_pages:edit", args=[live.pk]))
    for name in ("unpublish", "delete", "move"):
        response = volunteer.post(reverse(f"wagtailadmin_pages:{name}", args=[live.pk]))
        assert refused(response), name
    live.refresh_from_db()
    assert live.live


def test_a_reviewer_publishes_and_unpublishes(reviewer: Client, tree: Tree) -> None:
    form, _ = new_page(reviewer, tree, *ARTICLE)
    form.submit(**{"action-publish": "1"})
    page = KnowledgeArticlePage.objects.get(slug="a-brand-new-page")
    assert page.live
    reviewer.post(reverse("wagtailadmin_pages:unpublish", args=[page.pk]))
    page.refresh_from_db()
    assert not page.live


ADMINISTRATION = {
    "users": "wagtailusers_users:index",
    "groups": "wagtailusers_groups:index",
    "sites": "wagtailsites:index",
    "redirects": "wagtailredirects:index",
    "collections": "wagtailadmin_collections:index",
    "workflows": "wagtailadmin_workflows:index",
}


@pytest.mark.parametrize("place", ADMINISTRATION)
def test_only_administrators_administer(
    volunteer: Client, reviewer: Client, administrator: Client, tree: Tree, place: str
) -> None:
    url = reverse(ADMINISTRATION[place])
    assert refused(volunteer.get(url))
    assert refused(reviewer.get(url))
    assert administrator.get(url).status_code == 200


def test_only_administrators_change_the_site_settings(
    volunteer: Client, reviewer: Client, administrator: Client, tree: Tree
) -> None:
    url = reverse("wagtailsettings:edit", args=["core", "librarysettings", tree.site.pk])
    assert refused(volunteer.get(url))
    assert refused(reviewer.get(url))
    assert administrator.get(url).status_code == 200


def test_terms_are_seen_by_volunteers_changed_by_reviewers_and_deleted_by_administrators(
    volunteer: Client, reviewer: Client, administrator: Client
) -> None:
    topic = TopicFactory(name="Damp homes")
    names = topic.snippet_viewset
    listed, edit, delete = (
        reverse(names.get_url_name("list")),
        reverse(names.get_url_name("edit"), args=[topic.pk]),
        reverse(names.get_url_name("delete"), args=[topic.pk]),
    )
    assert "Damp homes" in volunteer.get(listed).content.decode()
    assert volunteer.get(reverse(names.get_url_name("inspect"), args=[topic.pk])).status_code == 200
    assert refused(volunteer.get(edit))
    assert reviewer.get(edit).status_code == 200
    assert refused(reviewer.get(delete))
    assert administrator.get(delete).status_code == 200


def test_volunteers_add_pictures_to_the_library_only(volunteer: Client, tree: Tree) -> None:
    Collection.get_first_root_node().add_child(name="Private")
    library = Collection.objects.get(name="Library")
    page = volunteer.get(reverse("wagtailimages:add")).content.decode()
    assert "Private" not in page
    picture = SimpleUploadedFile("kettle.jpg", get_test_image_file_jpeg().file.getvalue())
    response = volunteer.post(
        reverse("wagtailimages:add"), {"title": "A kettle", "file": picture, "collection": library.pk}
    )
    assert response.status_code == 302, response.content.decode()
    assert get_image_model().objects.get(title="A kettle").collection == library


def test_a_member_has_no_place_in_the_admin(member: Client, tree: Tree) -> None:
    page = KnowledgeArticlePageFactory(parent=tree.knowledge)
    for url in ("/admin/", "/admin/pages/", reverse("wagtailadmin_pages:edit", args=[page.pk]), "/admin/images/"):
        response = member.get(url)
        assert response.status_code in {302, 403}
        assert "/admin/login/" in response.get("Location", "/admin/login/")


def test_setting_up_again_changes_nothing_and_keeps_what_was_added_by_hand(tree: Tree) -> None:
    first = set_up_roles()
    assert first.added
    reviewers = Group.objects.get(name=REVIEWERS)
    extra = Group.objects.get(name=ADMINISTRATORS).permissions.get(codename="add_redirect")
    reviewers.permissions.add(extra)
    again = set_up_roles()
    assert (again.added, again.removed) == (0, 0)
    assert extra in reviewers.permissions.all()
    assert set_up_roles(exact=True).removed == 1
    assert extra not in reviewers.permissions.all()
    assert Workflow.objects.filter(name="Peer review").count() == 1
    assert set(Group.objects.values_list("name", flat=True)) == {
        VOLUNTEERS,
        REVIEWERS,
        PEERS,
        ORGANISERS,
        MODERATORS,
        ADMINISTRATORS,
    }


def test_the_review_holds_for_every_page_below_the_home_page(tree: Tree) -> None:
    set_up_roles()
    page = KnowledgeArticlePageFactory(parent=tree.knowledge)
    assert page.get_workflow().name == "Peer review"
    assert Workflow.objects.filter(active=True).count() == 1


def test_command_says_what_it_did_and_what_is_missing(tree: Tree) -> None:
    out = StringIO()
    call_command("set_up_roles", stdout=out)
    named = "Volunteer editors, Reviewers, Peer reviewers, Events organisers, Community moderators, Administrators"
    assert named in out.getvalue()
    Page.objects.filter(depth__gt=1).delete()
    Site.objects.all().delete()
    with pytest.raises(CommandError, match="no site yet"):
        call_command("set_up_roles")


def test_an_events_organiser_publishes_events_and_nothing_else(
    sign_in: Callable[[str | None], Client], tree: Tree
) -> None:
    organiser = sign_in(ORGANISERS)
    event, article = (
        EventPageFactory(parent=tree.events, live=False),
        KnowledgeArticlePageFactory(parent=tree.knowledge),
    )
    event.save_revision()
    open_form(organiser, reverse("wagtailadmin_pages:edit", args=[event.pk])).submit(**{"action-publish": "1"})
    event.refresh_from_db()
    assert event.live
    for name in ("edit", "unpublish", "delete"):
        assert refused(organiser.post(reverse(f"wagtailadmin_pages:{name}", args=[article.pk]))), name
    assert "Knowledge article" not in organiser.get("/admin/").content.decode()


def test_a_peer_reviewer_approves_and_may_do_nothing_else(
    sign_in: Callable[[str | None], Client], volunteer: Client, tree: Tree
) -> None:
    peer = sign_in(PEERS)
    other = KnowledgeArticlePageFactory(parent=tree.knowledge)
    for name in ("edit", "unpublish", "delete"):
        assert refused(peer.post(reverse(f"wagtailadmin_pages:{name}", args=[other.pk]))), "nobody has asked"
    form, _ = new_page(volunteer, tree, *ARTICLE)
    form.submit(**{"action-submit": "1"})
    page = KnowledgeArticlePage.objects.get(slug="a-brand-new-page")
    assert "A brand new page" in peer.get("/admin/").content.decode()
    assert peer.get(reverse("page_review", args=[page.pk])).status_code == 200
    sent = {"do": "answer", "decision": "approve", "revision": str(page.latest_revision_id)}
    peer.post(reverse("page_review", args=[page.pk]), sent)
    page.refresh_from_db()
    assert page.live, "the review has the right to publish"
    assert refused(peer.post(reverse("wagtailadmin_pages:unpublish", args=[page.pk])))


def test_the_step_of_earlier_versions_goes_when_nothing_waits_in_it(volunteer: Client, tree: Tree) -> None:
    workflow, author = Workflow.objects.get(name="Peer review"), get_user_model().objects.get(groups__name=VOLUNTEERS)
    plain = GroupApprovalTask.objects.create(name="Peer review")
    WorkflowTask.objects.all().delete()
    WorkflowTask.objects.create(workflow=workflow, task=plain.task_ptr)
    page = KnowledgeArticlePageFactory(parent=tree.knowledge)
    page.save_revision()
    state = workflow.start(page, author).current_task_state
    set_up_roles()
    assert [one.specific for one in workflow.tasks] == [plain], "pages that wait are answered first"
    state.approve(user=author)
    set_up_roles()
    assert [type(one.specific) for one in workflow.tasks] == [PeerReviewTask]
    plain.refresh_from_db()
    assert not plain.active
