"""Images for the API: named sizes only, with dimensions and address worked out without making an image.

A query never makes a file. The address of a rendition (``/images/<id>/<size>-<version>.<format>``) is served by ``cms.images.views``, which
makes it on the first request and checks visibility on every one. The version changes with the file and its focal point, so an address may be
cached.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

import graphene
from wagtail.images.models import AbstractImage, Filter
from wagtail.images.rect import Rect

from content_types.core.graphql.cost import costs
from content_types.core.graphql.fields import Enum
from content_types.core.graphql.node import Node, node_of
from content_types.core.graphql.scalars import URL
from content_types.core.identity import IMAGE, global_id
from content_types.core.pictures import RECIPE
from delivery import addresses

# Name: (Wagtail filter, what it is for). Widths never upscale.
IMAGE_SIZES: dict[str, tuple[str, str]] = {
    "thumbnail": ("fill-320x180", "320 × 180, cropped around the focal point: dense lists"),
    "card": ("fill-640x360", "640 × 360, cropped around the focal point: cards"),
    "square": ("fill-400x400", "400 × 400, cropped around the focal point: portraits"),
    "banner": ("fill-1600x600", "1600 × 600, cropped around the focal point: page headers"),
    "social": ("fill-1200x630", "1200 × 630, cropped around the focal point: link previews"),
    "small": ("width-480", "at most 480 wide, whole picture"),
    "medium": ("width-800", "at most 800 wide, whole picture"),
    "large": ("width-1600", "at most 1600 wide, whole picture"),
}
IMAGE_FORMATS: dict[str, str] = {
    "webp": "WebP",
    "avif": "AVIF, smaller still where browsers know it",
    "jpeg": "JPEG, for e-mail and old devices",
}
USUAL_FORMAT = "webp"
SRC_SET_SIZES = ("small", "medium", "large")

ImageSize = Enum(
    "ImageSize",
    [(name, text) for name, (_, text) in IMAGE_SIZES.items()],
    "A named size; there are no others.",
    labels={},
)
ImageFormat = Enum("ImageFormat", IMAGE_FORMATS.items(), "A file format.")


def filter_spec(size: str, image_format: str) -> str:
    """The Wagtail filter of a named size in a format. Raises KeyError for a size or format not in the list."""
    IMAGE_FORMATS[image_format]
    return f"{IMAGE_SIZES[size][0]}|format-{image_format}"


@lru_cache(maxsize=len(IMAGE_SIZES) * len(IMAGE_FORMATS))
def _filter(size: str, image_format: str) -> Filter:
    # Kept, because Wagtail reads a filter's specification with `inspect`, a third of a millisecond each time.
    return Filter(spec=filter_spec(size, image_format))


def _focal_point(image: AbstractImage) -> tuple[Any, Any, Any, Any]:
    return image.focal_point_x, image.focal_point_y, image.focal_point_width, image.focal_point_height


def image_version(image: AbstractImage) -> str:
    """Changes when the file, its focal point or the way sizes are made does; 10 hexadecimal digits."""
    parts = (RECIPE, image.file_hash or image.file.name, *_focal_point(image))
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:10]


@dataclass(frozen=True)
class RenditionValue:
    """One size of one image: pixels and address."""

    url: str
    width: int
    height: int
    alt: str
    format: str
    size: str


class _Shape(NamedTuple):
    """What the pixels of a rendition depend on, as Wagtail's filters ask for it: an ``AbstractImage`` to them."""

    width: int
    height: int
    svg: bool
    focal_point: tuple[int, int, int, int] | None

    def is_svg(self) -> bool:
        return self.svg

    def get_focal_point(self) -> Rect | None:
        return Rect.from_point(*self.focal_point) if self.focal_point else None


@lru_cache(maxsize=4096)
def _pixels(shape: _Shape, size: str, image_format: str) -> tuple[int, int]:
    width, height = _filter(size, image_format).get_transform(shape).size
    return round(width), round(height)


@dataclass(frozen=True)
class ImageValue:
    """An image where it is used: the alt text belongs to the use, not only to the file."""

    image: AbstractImage
    alt: str
    decorative: bool = False

    @cached_property
    def _version(self) -> str:
        return image_version(self.image)

    @cached_property
    def _shape(self) -> _Shape:
        focal_point = _focal_point(self.image)
        known = None if None in focal_point else focal_point
        return _Shape(self.image.width, self.image.height, self.image.is_svg(), known)

    def rendition(self, size: str, image_format: str) -> RenditionValue:
        """Describe a rendition; touches neither the database nor the file."""
        width, height = _pixels(self._shape, size, image_format)
        url = f"{addresses.server()}/images/{self.image.pk}/{size}-{self._version}.{image_format}"
        return RenditionValue(url, width, height, self.alt, image_format, size)

    def src_set(self, image_format: str) -> str:
        """The whole picture in rising widths, as an ``img`` element's ``srcset`` has it; each width once."""
        made: dict[int, str] = {}
        for size in SRC_SET_SIZES:
            rendition = self.rendition(size, image_format)
            made.setdefault(rendition.width, rendition.url)
        return ", ".join(f"{url} {width}w" for width, url in made.items())


def asset(image: AbstractImage) -> ImageValue:
    """A picture with its own words: not as one place uses it."""
    return ImageValue(image, image.description or image.title)


class FocalPoint(graphene.ObjectType):
    """The part of a picture that matters, in pixels of the original; crops are made around it."""

    x = graphene.Int(required=True, description="Centre, from the left.")
    y = graphene.Int(required=True, description="Centre, from the top.")
    width = graphene.Int(required=True, description="Width of the part.")
    height = graphene.Int(required=True, description="Height of the part.")


class ImageRendition(graphene.ObjectType):
    """One file of an image in a named size."""

    url = URL(required=True, description="Absolute address; changes when the picture changes.")
    width = graphene.Int(required=True, description="Pixels.")
    height = graphene.Int(required=True, description="Pixels.")
    alt = graphene.String(required=True, description="Alternative text; empty for a decorative picture.")
    format = graphene.Field(ImageFormat, required=True, description="The file format.")
    size = graphene.Field(ImageSize, required=True, description="The named size.")


class ImagePlaceholder(graphene.ObjectType):
    """What to show of a picture until it is there."""

    thumb_hash = graphene.String(
        required=True,
        description="A ThumbHash in Base64, about 30 characters: https://evanw.github.io/thumbhash/ makes a blurred picture of it.",
    )
    dominant_colour = graphene.String(required=True, description="The colour that most of it has, such as `#a0522d`.")


class _Picture:
    """What pictures show, with the words of one place or without. Resolvers are given an ``ImageValue``."""

    title = graphene.String(required=True, description="The editors' name for the picture.")
    credit = graphene.String(description="Who made the picture.")
    width = graphene.Int(required=True, description="Pixels of the original.")
    height = graphene.Int(required=True, description="Pixels of the original.")
    placeholder = graphene.Field(
        ImagePlaceholder,
        description="What to show until it is there; null for the few pictures of which it was not worked out yet.",
    )
    focal_point = graphene.Field(FocalPoint, description="Set by editors; null means the middle.")
    rendition = graphene.Field(
        ImageRendition,
        required=True,
        size=graphene.Argument(ImageSize, required=True, description="Which of the named sizes."),
        format=graphene.Argument(
            ImageFormat, default_value=USUAL_FORMAT, description="The file format; WebP unless asked."
        ),
        description="The picture in one of the named sizes.",
    )
    src_set = graphene.String(
        required=True,
        format=graphene.Argument(
            ImageFormat, default_value=USUAL_FORMAT, description="The file format; WebP unless asked."
        ),
        description="The whole picture in rising widths, ready for an `img` element's `srcset`.",
    )

    @staticmethod
    def resolve_title(root: ImageValue, info: Any) -> str:
        return root.image.title

    @staticmethod
    def resolve_credit(root: ImageValue, info: Any) -> str | None:
        return getattr(root.image, "credit", "") or None

    @staticmethod
    def resolve_width(root: ImageValue, info: Any) -> int:
        return root.image.width

    @staticmethod
    def resolve_height(root: ImageValue, info: Any) -> int:
        return root.image.height

    @staticmethod
    def resolve_placeholder(root: ImageValue, info: Any) -> ImagePlaceholder | None:
        image: Any = root.image
        if not image.has_placeholder:
            return None
        return ImagePlaceholder(thumb_hash=image.thumb_hash, dominant_colour=image.dominant_colour)

    @staticmethod
    def resolve_focal_point(root: ImageValue, info: Any) -> FocalPoint | None:
        image = root.image
        if image.focal_point_x is None or image.focal_point_y is None:
            return None
        return FocalPoint(
            x=image.focal_point_x,
            y=image.focal_point_y,
            width=image.focal_point_width or 0,
            height=image.focal_point_height or 0,
        )

    @staticmethod
    @costs(each=2)
    def resolve_rendition(root: ImageValue, info: Any, size: Any, format: Any) -> RenditionValue:
        return root.rendition(stored(size), _stored_format(format))

    @staticmethod
    @costs(each=5)
    def resolve_src_set(root: ImageValue, info: Any, format: Any) -> str:
        return root.src_set(_stored_format(format))


def _stored_format(format: Any) -> str:
    """The format that was asked for; null is as left out."""
    return str(stored(format)) if format is not None else USUAL_FORMAT


@node_of(ImageValue)
class ImageAsset(_Picture, graphene.ObjectType):
    """A picture itself, wherever it is used."""

    class Meta:
        interfaces = (Node,)

    alt = graphene.String(
        required=True, description="What it shows, in the words that it has where a place gives no others."
    )

    @staticmethod
    def resolve_id(root: ImageValue, info: Any) -> str:
        return global_id(IMAGE, root.image.pk)


class ImageType(_Picture, graphene.ObjectType):
    """A picture as it is used in one place. It has no id, because its words belong to the place; the picture itself is its `asset`."""

    class Meta:
        name = "Image"

    asset = graphene.Field(ImageAsset, required=True, description="The picture itself, the same wherever it is used.")
    alt = graphene.String(required=True, description="Alternative text; empty when the picture is decorative.")
    decorative = graphene.Boolean(required=True, description="True when screen readers should pass it over.")

    @staticmethod
    def resolve_asset(root: ImageValue, info: Any) -> ImageValue:
        return asset(root.image)


def stored(value: Any) -> str:
    """The stored value of an enum argument, which graphene gives as a member or, for a default, as it stands."""
    return str(getattr(value, "value", value))
