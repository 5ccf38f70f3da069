"""What is shown of a picture until it is there: a ThumbHash (https://evanw.github.io/thumbhash/), and the colour that most of it has."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from typing import IO, Any

from PIL import Image
from thash import rgba_to_thumb_hash_pure

from content_types.core.pictures.reading import open_picture

SIDE = 48  # pixels that are looked at, at most: the hash keeps no detail finer than a seventh of a side
COLOURS = 8  # among which the commonest is looked for


@dataclass(frozen=True)
class Placeholder:
    """A ThumbHash in Base64, at most 36 characters, and a colour like ``#a0522d``."""

    thumb_hash: str
    dominant_colour: str


def placeholder_of(file: IO[bytes] | Any, name: str) -> Placeholder:
    """The placeholder of a picture in a file. Raises PictureError where it cannot be read. The file is left at its beginning."""
    source = open_picture(file, name)
    pixels = source.pixels(max(1, max(source.size) / (2 * SIDE))).convert("RGBA")
    pixels.thumbnail((SIDE, SIDE))
    file.seek(0)
    hashed = rgba_to_thumb_hash_pure(pixels.width, pixels.height, list(pixels.tobytes()))
    return Placeholder(b64encode(bytes(hashed)).decode(), _dominant_colour(pixels))


def _dominant_colour(pixels: Image.Image) -> str:
    """The commonest of a few colours, on white where the picture is transparent."""
    ground = Image.new("RGBA", pixels.size, "white")
    opaque = Image.alpha_composite(ground, pixels).convert("RGB")
    few = opaque.quantize(COLOURS)
    counts: Any = few.getcolors()  # of an entry of the palette each
    commonest = max(counts)[1]
    red, green, blue = (few.getpalette() or [])[3 * commonest : 3 * commonest + 3]
    return f"#{red:02x}{green:02x}{blue:02x}"
