"""Wellbeing guidance as Markdown."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from content_types.core.markdown.blocks import step
from content_types.core.markdown.declaration import MarkdownDeclaration, Shown
from content_types.core.markdown.streams import markdown_of, text_markdown
from content_types.core.markdown.writing import items, line, link, section
from content_types.core.streams import BlockNode
from content_types.wellbeing.blocks import HelpfulLinkBlock, MovementBlock


def _link(node: BlockNode, title: str) -> str:
    words = line(str(node.get("description") or ""))
    return link(str(node.get(title) or ""), node.get("url") or None) + (f": {words}" if words else "")


def _before(shown: Shown) -> Iterable[str]:
    yield section(_("If you need help now"), text_markdown(shown["help_now"]))


def _after(shown: Shown) -> Iterable[str]:
    yield section(_("Steps"), items((step(one) for one in shown["steps"]), numbered=True))
    yield section(_("Movements to join"), markdown_of(shown["movements"]))
    yield section(_("Where to go next"), markdown_of(shown["helpful_links"]))


MARKDOWN = MarkdownDeclaration(
    blocks={MovementBlock: lambda node: _link(node, "name"), HelpfulLinkBlock: lambda node: _link(node, "title")},
    before=_before,
    after=_after,
)
