"""What the API shows of the blocks of every body."""

from content_types.core.graphql.blocks import media, structure, text

BLOCKS = [*text.BLOCKS, *media.BLOCKS, *structure.BLOCKS]

__all__ = ["BLOCKS"]
