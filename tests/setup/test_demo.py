"""What the demo sets up."""

from __future__ import annotations

import pytest
from django.contrib.auth import authenticate
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db.models import Count
from django.forms import model_to_dict
from wagtail.admin.forms.account import NameEmailForm
from wagtail.models import Site

from cms.editors.demo import DEMO_LOGINS
from cms.users.models import User
from community.profiles.models import Profile
from content_types.taxonomy.factories import CareSettingFactory, PlaceFactory, ProfessionFactory, TopicFactory
from demo.management.commands.demo import Command
from demo.members import PLACES, TOPICS, WORK, make_members
from tests.support.tree import Tree


@pytest.mark.django_db
def test_known_passwords_are_rejected_outside_the_demo() -> None:
    with pytest.raises(CommandError, match="make demo"):
        call_command("demo")
    assert not User.objects.exists()


@pytest.mark.django_db
def test_every_login_works_and_has_its_role(tree: Tree) -> None:
    call_command("set_up_roles", verbosity=0)
    Command().make_logins()
    for login in DEMO_LOGINS:
        user = authenticate(username=login.username, password=login.password)
        assert user is not None
        assert [group.name for group in user.groups.all()] == ([login.role] if login.role else [])
        assert user.has_perm("wagtailadmin.access_admin") is bool(login.role)
        assert not user.is_superuser
        assert NameEmailForm(model_to_dict(user), instance=user).is_valid()  # a visitor may save their account


@pytest.mark.django_db
def test_a_changed_password_stays(tree: Tree) -> None:
    call_command("set_up_roles", verbosity=0)
    Command().make_logins()
    member = User.objects.get(username="member")
    member.set_password("my own from now on")
    member.save()
    Command().make_logins()
    assert authenticate(username="member", password="my own from now on") is not None


@pytest.mark.django_db
def test_the_site_knows_the_port_of_this_run(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "8123")
    Command().tell_site_its_port()
    assert Site.objects.get(is_default_site=True).root_url == "http://localhost:8123"


@pytest.mark.django_db
def test_there_are_members_to_find(tree: Tree) -> None:
    call_command("set_up_roles", verbosity=0)
    Command().make_logins()
    for slug in TOPICS:
        TopicFactory(slug=slug)
    for slug in {around.region for around in PLACES}:
        PlaceFactory(slug=slug)
    for profession, setting in WORK:
        ProfessionFactory(slug=profession)
        CareSettingFactory(slug=setting)
    assert make_members() > 60
    assert make_members() == 0, "a second run adds nobody"
    cells = Profile.objects.exclude(cell="").values("cell").annotate(members=Count("pk"))
    assert cells.filter(members__gte=5).count() >= 8
    invented = User.objects.exclude(username__in=[one.username for one in DEMO_LOGINS])
    assert not any(user.has_usable_password() for user in invented)
