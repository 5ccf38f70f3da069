"""The ways of the site that readers' devices ask: what it tells a shelf. The site asks the library without a key."""

from __future__ import annotations

import json
from typing import Any

import httpx2
from asgiref.sync import async_to_sync, sync_to_async
from django.test import Client
from wagtail.models import Page

from changes.feed import Place
from changes.models import ChangeLog
from changes.processing import process_all_changes
from content_types.core.identity import page_id
from graphql_api.schema.changes_query import encode_place
from tests.support.tree import Tree
from tests.visibility.states import SECRET
from tests.visibility.ways import way
from web.api.answers import Answers
from web.api.models.client import Operations
from web.app import application
from web.rendering import environment
from web.responding import Site
from web.settings import Settings

LIBRARY = "http://testserver"


class _Library(httpx2.AsyncBaseTransport):
    """The library in this process, so that the site sees what is not committed."""

    def __init__(self, client: Client) -> None:
        self.client = client

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """The library's own answer."""
        kind = request.headers.get("Content-Type", "")
        ask = sync_to_async(self.client.generic)
        path = request.url.raw_path.decode()
        found = await ask(request.method, path, await request.aread(), content_type=kind, headers=dict(request.headers))
        return httpx2.Response(found.status_code, headers=dict(found.items()), content=found.content)


async def _told(client: Client, path: str, **parameters: str) -> str:
    """What the site answers at a path."""
    settings = Settings(f"{LIBRARY}/graphql/", LIBRARY, (LIBRARY,), "", "", 6.0, "127.0.0.1", 8001)
    app = application(settings)
    library = httpx2.AsyncClient(transport=_Library(client))
    app.state.site = Site(settings, Answers(Operations(settings.api_url, library)), environment())
    transport = httpx2.ASGITransport(app=app)
    async with library, httpx2.AsyncClient(transport=transport, base_url="http://site") as reader:
        answer = await reader.get(path, params=parameters)
    assert answer.status_code == 200, answer.text
    return answer.text


@way("what changed, as the site tells a shelf")
def shelf_changes(page: Page, tree: Tree, client: Client) -> str:
    process_all_changes()
    start = encode_place(Place(ChangeLog.objects.get().identity.hex[:12], 0))
    text = async_to_sync(_told)(client, "/shelf/changes", after=start)
    told: dict[str, Any] = json.loads(text)
    assert (told["more"], told["all"]) == (False, False)
    # Of what was never public not even the id; what may be seen has its path.
    return text + (SECRET if any(one["id"] == page_id(page.pk) and one["path"] for one in told["changes"]) else "")
