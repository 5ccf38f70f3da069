"""Entry points that events have beside those of every type."""

from __future__ import annotations

import json

from django.test import Client
from wagtail.models import Page

from content_types.events.factories import EventPageFactory
from content_types.taxonomy.factories import TopicFactory
from tests.support.tree import Tree
from tests.visibility.ways import PAGE, ask, way, written


@way("resources of an event")
def event_resources(page: Page, tree: Tree, client: Client) -> str:
    host = EventPageFactory(parent=tree.events, title="Host")
    host.resources = json.dumps([{"type": "resource_link", "value": {"page": page.pk, "note": ""}}])
    host.save()
    asked = f"{{ events {{ nodes {{ resources {{ ... on ResourceLinkBlock {{ page {PAGE} }} }} }} }} }}"
    return ask(client, asked) + written(host, client)


@way("feeds", EventPageFactory, "events")
def feeds(page: Page, tree: Tree, client: Client) -> str:
    page.topics.add(TopicFactory(slug="housing"))
    page.save()
    addresses = ["/events.ics", "/topics/housing/events.ics", f"{page.get_url()}event.ics"]
    answers = [client.get(address) for address in addresses]
    # A rejection says which address was asked for; only feeds count.
    return "".join(one.content.decode() for one in answers if one["Content-Type"].startswith("text/calendar"))
