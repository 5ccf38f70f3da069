"""A member reports at the site that they used a tool, changes it and withdraws it; without JavaScript."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from django.contrib.auth import get_user_model
from django.core.cache import cache

from community.uses.models import State, UseReport
from content_types.core.identity import global_id
from content_types.tools.factories import ToolPageFactory
from graphql_api.schema.use_types import REPORT
from tests.support.tree import Tree
from tests.web.plain_reader import PlainReader
from tests.web.site import Page, Site, running

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "a-long-password"
HOSTILE = "<img src=x onerror=alert(1)> & {{ 7*7 }}"


@pytest.fixture(scope="module")
def small_site(live_server: Any) -> Iterator[Site]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.set_inheritable(True)
        with running(live_server.url, listener) as found:
            yield found


def form(found: Page, having: str) -> str:
    return next(one for one in re.findall(r"<form.*?</form>", found.text, re.DOTALL) if having in one)


def test_from_the_tool_to_the_report_and_back(small_site: Site, tree: Tree) -> None:
    cache.clear()
    tool = ToolPageFactory(parent=tree.tools, slug="letter", title="A letter")
    get_user_model().objects.create_user("ana", "ana@example.org", PASSWORD)
    reader, path = PlainReader(small_site), "/tools/letter/used/"
    seen = reader.ask("/tools/letter/")
    assert f'href="{path}"' in seen.text
    assert "Nobody has reported yet." in seen.text
    way = reader.ask(path)
    assert "/sign-in/?next=" in way.url
    found = reader.send(form(way, 'name="password"'), "/sign-in/", username="ana", password=PASSWORD)
    assert path in found.url
    empty = reader.send(form(found, 'name="changed"'), path, changed=" ", adapted="Kept")
    assert (empty.status, "Say what changed" in empty.text, ">Kept</textarea>" in empty.text) == (422, True, True)
    done = reader.send(form(empty, 'name="changed"'), path, changed=HOSTILE, **{"label-0": "Asked", "value-0": "120"})
    assert "Waits to be looked at" in done.text
    one = UseReport.objects.get()
    assert (one.what_changed, one.local_figures) == (HOSTILE, [{"label": "Asked", "value": "120", "source": ""}])
    UseReport.objects.update(state=State.SHOWN)
    for found in (reader.ask("/tools/letter/"), reader.ask("/my/uses/"), reader.ask(path)):
        assert "&lt;img src=x" in found.text
        assert "<img src=x" not in found.text
    assert f"/report/?subject={quote(global_id(REPORT, one.pk))}" in reader.ask("/tools/letter/").text
    changed = reader.send(form(reader.ask(path), 'name="changed"'), path, changed="Better words.")
    assert "Better words." in changed.text
    one.refresh_from_db()
    assert one.state == State.PENDING
    forged = reader.send('<input name="form" value="x"><input name="do" value="withdraw">', path)
    assert forged.status == 403
    gone = reader.send(form(reader.ask(path), 'value="withdraw"'), path)
    assert "You have reported no use" in gone.text
    one.refresh_from_db()
    assert one.state == State.WITHDRAWN
    assert reader.ask("/tools/nothing/used/").status == 404
    assert tool.title in seen.text
