"""Whether the CDN hears of changes: in the metrics, in the admin, and by the command."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cdn import outbox
from cdn.models import Purge
from cms.editors.roles import ADMINISTRATORS
from tests.cdn.choosing import Choose
from tests.cdn.working import later, work
from tests.support.tree import Tree

pytestmark = pytest.mark.django_db(transaction=True)
TOKEN = "a-token-of-tests-only-0123456789"


def figures(client: Client) -> dict[str, float]:
    lines = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).content.decode().splitlines()
    return {name: float(value) for name, value in (line.split() for line in lines if line.startswith("wham_cdn"))}


def test_metrics(choose: Choose, client: Client, settings: Any) -> None:
    settings.METRICS_TOKEN = TOKEN
    assert figures(client) == {}, "without a CDN there is nothing to say"
    endpoint = choose("fastly")
    outbox.note({"p:1"})
    now = timezone.now()
    Purge.objects.update(created_at=now - timedelta(minutes=3))
    endpoint.answers = [(503, {}, b"")]
    work()
    with time_machine.travel(now, tick=False):
        found = figures(client)
    assert (found["wham_cdn_waiting"], found["wham_cdn_failing"]) == (1, 1)
    assert found["wham_cdn_oldest_age_seconds"] == 180
    later(seconds=60)
    work()
    assert figures(client) == dict.fromkeys(found, 0.0)


def test_administrators_are_told_when_it_does_not(choose: Choose, tree: Tree, capsys: Any) -> None:
    call_command("set_up_roles")
    from django.contrib.auth.models import Group

    user = get_user_model().objects.create_user("admin", password="admin")
    user.groups.add(Group.objects.get(name=ADMINISTRATORS))
    client = Client()
    client.force_login(user)
    home, page = reverse("wagtailadmin_home"), reverse("cdn_status")
    assert "name no CDN" in client.get(page).content.decode()
    endpoint = choose("fastly")
    endpoint.usual = (403, {}, b"")
    assert "up to date" in client.get(page).content.decode()
    outbox.note({"p:1"})
    work()
    assert "The CDN has not heard" not in client.get(home).content.decode()
    now = timezone.now()
    Purge.objects.update(created_at=now - timedelta(minutes=3))
    assert "The CDN has not heard of changes: the oldest is 3" in client.get(home).content.decode().replace("\xa0", " ")
    said = client.get(page).content.decode()
    assert "Fastly answered 403" in said
    assert "secret" not in said
    endpoint.usual = (200, {}, b"{}")
    later(seconds=60)
    call_command("cdn_worker", "--once")
    assert capsys.readouterr().out.endswith("\n0 changes waiting, 0 failing\n")
    assert "The CDN has not heard" not in client.get(home).content.decode()
