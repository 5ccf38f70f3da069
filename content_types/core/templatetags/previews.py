"""Template tags of the editors' previews."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

from content_types.core.markdown.streams import block_markdown
from content_types.core.streams import BlockNode, StreamGroup
from delivery.context import ReadContext

register = template.Library()


@register.simple_tag(takes_context=True)
def show_block_preview(context: template.Context, bound_block: Any) -> SafeString:
    """``{% show_block_preview bound_block %}``: the words of a block of the picker, in the order and form that its Markdown has them."""
    block = bound_block.block
    node = BlockNode(
        block, block.get_prep_value(bound_block.value), None, StreamGroup(ReadContext.of(context["request"]))
    )
    return mark_safe(MarkdownIt("commonmark").enable("table").render(block_markdown(node)))
