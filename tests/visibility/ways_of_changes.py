"""The ways of being told what changed: asking for it, and webhooks."""

from __future__ import annotations

import json
from typing import Any

from django.test import Client
from django.utils import timezone
from wagtail.models import Page

from changes.feed import Place
from changes.models import ChangeLog, ContentChange, Kind
from changes.processing import process_all_changes
from content_types.core.identity import page_id
from graphql_api.schema.changes_query import encode_place
from tests.support.graphql import GraphQL
from tests.support.tree import Tree
from tests.visibility.states import SECRET
from tests.visibility.ways import PAGE, way
from webhooks import outbox
from webhooks.models import Delivery, Endpoint
from webhooks.worker import message


def _all_changes(page: Page, client: Client) -> list[Any]:
    """Everything that the log tells, from its beginning."""
    process_all_changes()
    log = ChangeLog.objects.get()
    start = encode_place(Place(log.identity.hex[:12], 0))
    asked = f"""query($after: String) {{ contentChanges(after: $after, first: 100) {{
        pageInfo {{ hasNextPage }} nodes {{ pageId kind at pageType path url previousPath page {PAGE} }} }} }}"""
    found = GraphQL(client)(asked, after=start)["contentChanges"]
    assert not found["pageInfo"]["hasNextPage"]
    return list(found["nodes"])


@way("what changed")
def content_changes(page: Page, tree: Tree, client: Client) -> str:
    found = _all_changes(page, client)
    # Of what was never public not even the id.
    return json.dumps(found) + (SECRET if any(one["pageId"] == page_id(page.pk) for one in found) else "")


@way("what changed, of what was public before")
def content_changes_since_hidden(page: Page, tree: Tree, client: Client) -> str:
    """The log holds a publication with its path, and has not heard yet that the page is hidden:
    it tells the id and UNPUBLISHED."""
    process_all_changes()
    log = ChangeLog.objects.get()
    log.last_position += 1
    log.save()
    path = f"/knowledge/{SECRET}/"
    ContentChange.objects.create(
        position=log.last_position, page_id=page.pk, content_type="article", kind=Kind.MOVED, path=path,
        previous_path=path, at=timezone.now(),
    )  # fmt: skip
    found = [one for one in _all_changes(page, client) if one["pageId"] == page_id(page.pk)]
    assert found
    assert (found[-1]["kind"] == "UNPUBLISHED") is (SECRET not in json.dumps(found))
    return json.dumps(found)


class _Receiver:
    """What would be sent to an endpoint that wants to know everything."""

    def __enter__(self) -> _Receiver:
        self.endpoint = Endpoint.objects.create(name="All", url="https://www.example.org/", kinds=Kind.values)
        return self

    def __exit__(self, *raised: object) -> None:
        self.endpoint.delete()

    def told(self) -> str:
        """The bodies of all messages that are due, after the last look at who may see them."""
        process_all_changes()
        told = []
        while claimed := outbox.claim(100)[1]:
            told += [message(one)[1].decode() for one in outbox.withdraw(claimed)]
        return "".join(told)


@way("webhooks")
def webhooks(page: Page, tree: Tree, client: Client) -> str:
    with _Receiver() as receiver:
        for one in (page, page.get_parent().specific):
            one.save()
        told = receiver.told()
    return told + (SECRET if f'"pageId":"{page_id(page.pk)}"' in told else "")


@way("webhooks of what was public when they were written")
def late_webhooks(page: Page, tree: Tree, client: Client) -> str:
    with _Receiver() as receiver:
        receiver.told()
        payload = {"type": "page.updated", "data": {"path": f"/knowledge/{SECRET}/"}}
        Delivery.new(receiver.endpoint, "page.updated", payload, page.pk).save()
        return receiver.told()
