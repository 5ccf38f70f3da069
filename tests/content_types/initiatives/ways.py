"""Entry points that initiatives have beside those of every type."""

from __future__ import annotations

import h3
from django.test import Client
from wagtail.models import Page

from content_types.initiatives.factories import InitiativeFactory
from content_types.initiatives.models import Initiative
from tests.support.graphql import GraphQL
from tests.support.tree import Tree
from tests.visibility.states import SECRET
from tests.visibility.ways import PAGE, ask, way


@way("initiatives in a hexagon and in a rectangle", InitiativeFactory, "initiatives")
def opened(page: Page, tree: Tree, client: Client) -> str:
    one = Initiative.objects.get(pk=page.pk)
    cell = h3.latlng_to_cell(one.latitude, one.longitude, 4)
    by = f'cells: ["{cell}"], bounds: {{north: 60, south: 50, east: 2, west: -8}}'
    found = ask(client, f"{{ initiatives(filter: {{{by}}}) {{ totalCount nodes {PAGE} }} }}")
    return found + client.get("/initiatives.geojson", {"cells": cell, "bbox": "-8,50,2,60"}).content.decode()


@way("heatmap", InitiativeFactory, "initiatives")
def heatmap(page: Page, tree: Tree, client: Client) -> str:
    found = GraphQL(client)(
        "{ heatmap { totalCount cells { count } places { count } topics { count } stages { count } } }"
    )["heatmap"]
    return SECRET if found["totalCount"] or any(found[part] for part in ("cells", "places", "topics", "stages")) else ""
