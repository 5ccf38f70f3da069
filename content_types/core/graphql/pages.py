"""The interfaces of pages, as content types refer to them without knowing the API that defines the first of them."""

from __future__ import annotations

from functools import cache
from typing import Any

import graphene

from content_types.core.graphql.node import Node


def page_interface() -> Any:
    """The interface that wagtail-grapple is configured with (``GRAPPLE["PAGE_INTERFACE"]``)."""
    from grapple.types.interfaces import get_page_interface

    return get_page_interface()


@cache
def of_pages(interface: type[graphene.Interface]) -> type[graphene.Interface]:
    """An interface of pages with all that a page has, so that one fragment on it is enough."""
    options: Any = interface._meta
    meta = {"name": options.name, "description": options.description, "interfaces": (Node, page_interface())}
    return type(options.name, (interface, page_interface()), {"Meta": type("Meta", (), meta)})
