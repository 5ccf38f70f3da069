"""The admin's side of moderation: the queue, one case, trust, and who sees them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupPagePermission

from cms.editors.roles import MODERATORS, set_up_roles
from community.moderation import trust
from community.moderation.models import Case, Report
from community.profiles.models import Profile
from content_types.knowledge.factories import KnowledgeArticlePageFactory
from tests.support.tree import Tree

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(tree: Tree) -> Case:
    author = get_user_model().objects.create_user("ana", "ana@example.org", "x", first_name="Ana")
    profile = Profile.objects.create(user=author, display_name="Ana", about="<script>alert(1)</script>")
    made = Case.objects.create(
        kind="Member", subject=profile.pk, author=author, author_name="Ana", text="Ana\n\n<script>alert(1)</script>",
        due_at=timezone.now() - timedelta(hours=1), urgent=True,
    )  # fmt: skip
    for number in range(2):
        Report.objects.create(case=made, reason="harassment", words="<img src=x>", request_digest=str(number))
    return made


def test_a_moderator_takes_a_case_on_and_decides_it(case: Case, sign_in: Callable[[str | None], Client]) -> None:
    moderator = sign_in(MODERATORS)
    home = moderator.get(reverse("wagtailadmin_home")).content.decode()
    assert "1 report waits, 1 urgent, 1 late." in home
    queue = moderator.get(reverse("moderation_queue")).content.decode()
    assert "Harassment, stalking, threats or abuse (2 reports)" in queue
    assert "Fewer than two people moderate" in queue
    address = reverse("moderation_case", args=[case.pk])
    shown = moderator.get(address).content.decode()
    assert "&lt;script&gt;" in shown
    assert "<img src=x>" not in shown
    moderator.post(address, {"do": "claim"})
    refused = moderator.post(address, {"do": "decide", "action": "hide", "ground": "harassment", "statement": "No."})
    assert refused.status_code == 422
    assert "Write the statement" in refused.content.decode()
    seen = re.search(r'name="seen" value="(\w+)"', shown)
    assert seen is not None
    sent = {"action": "hide", "ground": "harassment", "statement": "It threatens a colleague.", "seen": seen[1]}
    moderator.post(address, {"do": "decide", **sent})
    case.refresh_from_db()
    assert (case.state, case.hidden) == (Case.State.DECIDED, True)
    assert "It threatens a colleague." in moderator.get(address).content.decode()
    assert "Nothing waits." in moderator.get(reverse("moderation_queue")).content.decode()
    assert "Decided" in moderator.get(f"{reverse('moderation_queue')}?state=decided").content.decode()


def test_a_moderator_decides_how_far_somebody_is_trusted(
    case: Case, sign_in: Callable[[str | None], Client], tree: Tree
) -> None:
    moderator, address = sign_in(MODERATORS), reverse("moderation_trust")
    other = get_user_model().objects.create_user("ben", "ben@example.org", "x", first_name="Ben")
    KnowledgeArticlePageFactory(parent=tree.knowledge, owner=other)
    assert "Ben: newcomer, 1 published" in moderator.get(address).content.decode()
    assert moderator.post(address, {"member": other.pk, "level": "known"}).status_code == 422
    moderator.post(address, {"member": other.pk, "level": "known", "reason": "A good guide."})
    assert trust.level_of(other) == "known"
    moderator.get(address)  # which says so, once
    assert "Ben" not in moderator.get(address).content.decode()
    assert "Ben: known" in moderator.get(address, {"q": "ben"}).content.decode()


def test_a_moderator_reads_the_records(sign_in: Callable[[str | None], Client], tree: Tree) -> None:
    moderator = sign_in(MODERATORS)
    for name, words in (("risks", "Animal cruelty"), ("processing", "<table>"), ("impact", "Consultation")):
        assert words in moderator.get(reverse("moderation_record", args=[name])).content.decode()
    assert moderator.get(reverse("moderation_record", args=["none"])).status_code == 404


def test_the_role_has_no_right_on_pages_and_wagtails_starter_group_is_another(tree: Tree) -> None:
    Group.objects.get_or_create(name="Moderators")
    set_up_roles()
    assert not GroupPagePermission.objects.filter(group__name=MODERATORS).exists()
    assert not Group.objects.filter(name="Moderators").exists()


def test_others_see_nothing_of_it(case: Case, volunteer: Client, administrator: Client) -> None:
    for client in (volunteer, administrator):
        for name, arguments in (("moderation_queue", []), ("moderation_trust", []), ("moderation_case", [case.pk])):
            assert client.get(reverse(name, args=arguments)).status_code in (302, 403)
        assert "report waits" not in client.get(reverse("wagtailadmin_home")).content.decode()
