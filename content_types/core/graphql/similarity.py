"""What is like a resource. Who knows that is told when Django starts: the content types know no search."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from content_types.core.errors import BadInput
from content_types.core.graphql.cost import costs
from delivery.batch_loading import load
from delivery.context import ReadContext
from delivery.visibility import Viewer

DEFAULT_FIRST = 5
MAX_FIRST = 20
MAX_PAGES = 10  # whose likes one request may ask for: each is a search

# (viewer, page keys, how many for each) -> visible pages by key, best first
Finder = Callable[[Viewer, Sequence[int], int], dict[int, list[Any]]]
_finder: list[Finder] = []


def set_finder(finder: Finder) -> None:
    """Say who finds what is like a page; called once, when Django starts."""
    _finder[:] = [finder]


@costs(each=100, once=200)
def more_like_this(page: Any, info: Any, first: int | None = None) -> list[Any]:
    """The pages that are most like this one and that the viewer may see, for the whole batch at once. Raises BadInput."""
    most = DEFAULT_FIRST if first is None else first
    if not 1 <= most <= MAX_FIRST:
        raise BadInput(f"`first` must be from 1 to {MAX_FIRST}; {first} was given.", "first")
    if getattr(page, "_is_preview", False):
        return []  # a draft is in no index
    context = ReadContext.of(info.context)
    (finder,) = _finder

    def fetch(pages: Sequence[Any]) -> dict[int, list[Any]]:
        asked = context.cache["likes asked"] = context.cache.get("likes asked", 0) + len(pages)
        if asked > MAX_PAGES:
            raise BadInput(
                f"`moreLikeThis` can be asked of at most {MAX_PAGES} resources in one request; here of {asked}. Ask for fewer.",
                "moreLikeThis",
            )
        return finder(context.viewer, [one.pk for one in pages], MAX_FIRST)

    found: list[Any] = load(page, "more like this", fetch, [])
    return found[:most]
