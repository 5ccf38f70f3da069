"""A reader says “I do this too” at the site, and takes it back; without JavaScript."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.cache import cache

from community.doing.models import DoesThisToo
from content_types.tools.factories import ToolPageFactory
from tests.support.tree import Tree
from tests.web.plain_reader import PlainReader
from tests.web.site import Site, running

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "a-long-password"


@pytest.fixture(scope="module")
def small_site(live_server: Any) -> Iterator[Site]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.set_inheritable(True)
        with running(live_server.url, listener) as found:
            yield found


def test_from_the_resource_to_the_button_and_back(small_site: Site, tree: Tree) -> None:
    cache.clear()
    ToolPageFactory(parent=tree.tools, slug="letter", title="A letter <b>&")
    get_user_model().objects.create_user("ana", "ana@example.org", PASSWORD)
    reader, path = PlainReader(small_site), "/tools/letter/do-this-too/"
    assert f'href="{path}"' in reader.ask("/tools/letter/").text
    seen = reader.ask(path)
    assert "Fewer than five" in seen.text
    assert "A letter &lt;b&gt;&amp;" in seen.text
    way = reader.ask(f"/sign-in/?next={path}")
    found = reader.fill(way, "/sign-in/", username="ana", password=PASSWORD)
    assert found.url.endswith(path)
    assert reader.ask(path, {"do": "yes"}).status == 403
    assert not DoesThisToo.objects.exists(), "a form of another site changes nothing"
    said = reader.fill(found, path)
    assert "You do this too." in said.text
    assert DoesThisToo.objects.count() == 1
    assert "You do this too." not in reader.fill(said, path).text
    assert not DoesThisToo.objects.exists()
    assert reader.ask("/nowhere/do-this-too/").status == 404
