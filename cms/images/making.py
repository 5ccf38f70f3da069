"""Making a size of a picture: what Wagtail's filters are given in place of the decoded picture, and whose turn it is.

A filter names the part and the size that it wants before anything is decoded, so no more is decoded than they need.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace

from django.conf import settings
from PIL import Image
from wagtail.images.exceptions import InvalidFilterSpecError
from wagtail.images.models import Filter
from wagtail.images.rect import Rect
from willow.plugins.pillow import PillowImage

from content_types.core.pictures import RECIPE
from content_types.core.pictures.reading import OpenPicture

_KEPT_FOR_QUALITY = 1.5  # times the wanted size, which the last step makes smaller with a good filter


class PictureFilter(Filter):
    """A filter whose results are known by the way they are made: those that were made otherwise are not found."""

    def get_cache_key(self, image: object) -> str:
        return RECIPE + str(super().get_cache_key(image))


class Undecoded:
    """An opened picture as Wagtail's ``Filter.run`` uses it, decoded by ``resize``: no larger than the result needs."""

    def __init__(self, source: OpenPicture) -> None:
        width, height = source.size
        self._source = source
        self._part = Rect(0, 0, width, height)
        self.image = SimpleNamespace(width=width, height=height)
        self.format_name = source.kind.lower()

    def auto_orient(self) -> Undecoded:
        """Itself: its size is given as it is seen, and its pixels are turned when they are read."""
        return self

    def crop(self, part: Rect) -> Undecoded:
        """Remember which part is wanted."""
        self._part = part
        return self

    def resize(self, size: tuple[int, int]) -> PillowImage:
        """The part in this size. Raises PictureError where the file is damaged."""
        if size[0] * size[1] > settings.PICTURE_MAX_PIXELS:
            raise InvalidFilterSpecError("The size has more pixels than a picture may have.")
        shrink = min(self._part.width / size[0], self._part.height / size[1])
        pixels = self._source.pixels(max(1, shrink / _KEPT_FOR_QUALITY))
        across, down = pixels.width / self.image.width, pixels.height / self.image.height
        box = (
            max(0, self._part.left * across),
            max(0, self._part.top * down),
            min(pixels.width, self._part.right * across),
            min(pixels.height, self._part.bottom * down),
        )
        return PillowImage(pixels.resize(size, Image.Resampling.LANCZOS, box=box))


class Turns:
    """So many at once in this process; the others wait."""

    def __init__(self, at_once: int) -> None:
        self._places = threading.BoundedSemaphore(at_once)
        self._mine = threading.local()

    @contextmanager
    def take(self) -> Iterator[None]:
        """Wait for a turn; a thread that has one goes on."""
        if getattr(self._mine, "taken", False):
            yield
            return
        with self._places:
            self._mine.taken = True
            try:
                yield
            finally:
                self._mine.taken = False


turns = Turns(settings.PICTURES_AT_ONCE)
