"""The screen of reports of use in the admin: who decides about which, and the panel on the first page."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from cms.editors.roles import ADMINISTRATORS, ORGANISERS, PEERS, REVIEWERS, VOLUNTEERS, set_up_roles
from community.uses.models import State, UseReport
from content_types.tools.factories import ToolPageFactory
from tests.community.registrations.people import members
from tests.support.tree import Tree

pytestmark = pytest.mark.django_db

MAY = {REVIEWERS: True, ADMINISTRATORS: True, ORGANISERS: False, VOLUNTEERS: False, PEERS: False}


def signed_in(role: str) -> Client:
    user = get_user_model().objects.create_user(role, f"{role.split()[0]}@example.org", "secret")
    user.groups.add(Group.objects.get(name=role))
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.parametrize("role", MAY)
def test_who_decides(tree: Tree, role: str) -> None:
    set_up_roles()
    tool, (ana,) = ToolPageFactory(parent=tree.tools), members(1)
    words = "<script>alert(1)</script> & more"
    one = UseReport.objects.create(tool_key=tool.translation_key, page=tool, member=ana, what_changed=words)
    client, address = signed_in(role), reverse("use_reports")
    seen = client.get(address).content.decode()
    assert ("&lt;script&gt;alert(1)" in seen) is MAY[role]
    assert "<script>alert(1)" not in seen
    assert (address in client.get(reverse("wagtailadmin_home")).content.decode()) is (MAY[role] or role == ORGANISERS)
    sent = {"report": str(one.pk), "read": one.changed_at.isoformat(), "do": "hide", "reason": ""}
    if MAY[role]:
        assert client.post(address, sent).status_code == 422
        assert client.post(address, {**sent, "report": "x"}).status_code == 422
    client.post(address, {**sent, "do": "show"})
    one.refresh_from_db()
    assert one.state == (State.SHOWN if MAY[role] else State.PENDING)


def test_the_first_page_tells_an_author_what_others_say(tree: Tree) -> None:
    set_up_roles()
    client = signed_in(VOLUNTEERS)
    owner, (ana,) = get_user_model().objects.get(username=VOLUNTEERS), members(1)
    tool = ToolPageFactory(parent=tree.tools, owner=owner)
    for words, state, member in (("Seen.", "shown", ana), ("My own.", "shown", owner)):
        UseReport.objects.create(
            tool_key=tool.translation_key, page=tool, member=member, what_changed=words, state=state
        )
    home = client.get(reverse("wagtailadmin_home")).content.decode()
    assert ("Seen." in home, "My own." in home) == (True, False)
