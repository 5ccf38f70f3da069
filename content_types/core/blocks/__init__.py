"""The blocks of which every body is made, in the order in which the picker shows them."""

from content_types.core.blocks.body import BODY_BLOCKS, BodyBlock

__all__ = ["BODY_BLOCKS", "BodyBlock"]
