"""What hides a page that was public a moment ago, and every query that would have named it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.models import Page

from community.moderation.page_reports import PageReports
from content_types.core.factories import StandardPageFactory
from tests.support.tree import Tree
from tests.visibility.states import restrict


def _expire(page: Page, tree: Tree) -> None:
    page.expire_at = timezone.now() - timedelta(seconds=1)
    page.save()


def _below_private(page: Page, tree: Tree) -> None:
    top = restrict(StandardPageFactory(parent=tree.home), "login")
    page.move(top, pos="last-child")


@transaction.atomic  # as a decision is
def _by_a_moderator(page: Page, tree: Tree) -> None:
    PageReports().hide(None, page)


def _parent(hide: Callable[[Page], Any]) -> Callable[[Page, Tree], None]:
    def run(page: Page, tree: Tree) -> None:
        parent = page.get_parent().specific
        if parent.live and not parent.view_restrictions.exists():
            hide(parent)

    return run


TRANSITIONS: dict[str, Callable[[Page, Tree], Any]] = {
    "unpublished": lambda page, tree: page.unpublish(),
    "hidden by a moderator": _by_a_moderator,
    "deleted": lambda page, tree: page.delete(),
    "expired": _expire,
    "private: login": lambda page, tree: restrict(page, "login"),
    "private: password": lambda page, tree: restrict(page, "password"),
    "private: groups": lambda page, tree: restrict(page, "groups"),
    "moved below a private page": _below_private,
    "parent unpublished": _parent(lambda parent: parent.unpublish()),
    "parent private": _parent(lambda parent: restrict(parent, "login")),
}

QUERIES = (
    "query($id: ID!) { page(by: {id: $id}) { title url } }",
    "query($path: String!) { page(by: {path: $path}) { title ... on Resource { summary } } }",
    "query($path: String!) { route(path: $path) { status page { title breadcrumbs { title } } } }",
    "{ articles(first: 50) { nodes { title url } } }",
    '{ articles(first: 50, filter: { topics: { anyOf: ["kept"] } }) { totalCount nodes { title } } }',
    "query($other: ID!) { page(by: {id: $other}) { ... on Resource { relatedResources { title url } } } }",
    "query($other: ID!) { page(by: {id: $other}) { siblings { title } } }",
    "query($parent: ID!) { page(by: {id: $parent}) { children { title url } } }",
    "query($other: ID!) { page(by: {id: $other}) { ... on Resource { "
    "body { ... on RichTextBlock { text { html } } } } } }",
    "{ sitemap(first: 100) { nodes { url } } }",
    "{ redirects { nodes { oldPath url page { title } } } }",
    "{ site { navigation { title url page { title } } } }",
)
