"""The sections of the library: lists with facets, an order and pages. All that is chosen stands in the address."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from web.api.models import enums, input_types
from web.api.models.client import Operations
from web.api.transport import ApiError, ApiUnavailable
from web.event_calendar import Month
from web.rendering import query
from web.responding import Site
from web.site import Shell

PER_PAGE = 12
MOST_CHOSEN = 30
MOST_IN_A_MONTH = 100  # events of a calendar, with those of the month before


@dataclass(frozen=True)
class Section:
    """A list of one type: the question, its filter and its orders, the first of which is the usual one."""

    operation: Callable[..., Awaitable[Any]]
    filter_type: Any
    order_type: Any
    orders: tuple[str, ...]


SECTIONS = {
    "ArticleIndex": Section(
        Operations.articles, input_types.ArticleFilter, enums.ArticleOrder, ("NEWEST", "TITLE", "SHORTEST")
    ),
    "ToolIndex": Section(Operations.tools, input_types.ToolFilter, enums.ToolOrder, ("TITLE", "NEWEST")),
    "WellbeingGuidanceIndex": Section(
        Operations.wellbeing_guidance,
        input_types.WellbeingGuidanceFilter,
        enums.WellbeingGuidanceOrder,
        ("NEWEST", "TITLE", "SHORTEST"),
    ),
    "EventIndex": Section(Operations.events, input_types.EventFilter, enums.EventOrder, ("SOONEST", "LATEST", "TITLE")),
    "InitiativeIndex": Section(
        Operations.initiatives, input_types.InitiativeFilter, enums.InitiativeOrder, ("NEWEST", "TITLE")
    ),
}


@dataclass(frozen=True)
class Choice:
    """What a reader has chosen, as the address says it."""

    chosen: tuple[str, ...]
    order: str
    after: str | None
    before: str | None
    past: bool
    month: Month | None  # of the calendar; None where events are a list

    @classmethod
    def of(cls, parameters: QueryParams, orders: tuple[str, ...], has_calendar: bool = False) -> Choice:
        """Read an address; what it does not know is left out."""
        order = parameters.get("order", "")
        return cls(
            chosen=tuple(dict.fromkeys(parameters.getlist("f")))[:MOST_CHOSEN],
            order=order if order in orders else orders[0],
            after=parameters.get("after"),
            before=parameters.get("before"),
            past=parameters.get("when") == "past",
            month=Month.of(parameters.get("month")) if has_calendar and parameters.get("view") == "calendar" else None,
        )

    def step(self) -> dict[str, Any]:
        """Which page of the list."""
        if self.month:
            return {"first": MOST_IN_A_MONTH}
        if self.before:
            return {"last": PER_PAGE, "before": self.before}
        return {"first": PER_PAGE, "after": self.after}

    def pairs(self, orders: tuple[str, ...]) -> list[tuple[str, str]]:
        """The address again, from its beginning."""
        found = [("f", one) for one in self.chosen]
        if self.order != orders[0]:
            found.append(("order", self.order))
        if self.past:
            found.append(("when", "past"))
        if self.month:
            found += [("view", "calendar"), ("month", str(self.month))]
        return found


async def section(request: Request, site: Site, shell: Shell, of: Section) -> Response:
    """A section of the library."""
    found = await listed(request, site, shell, of, request.url.path)
    return found if isinstance(found, Response) else site.page(request, shell, "pages/section.html", **found)


async def listed(request: Request, site: Site, shell: Shell, of: Section, path: str) -> Response | dict[str, Any]:
    """What the page of a section shows; an answer where what was chosen does not hold any more."""
    is_events = of.filter_type is input_types.EventFilter
    choice = Choice.of(request.query_params, of.orders, has_calendar=is_events)
    wanted: dict[str, Any] = {"facetFilters": list(choice.chosen)}
    order = choice.order
    if is_events:
        # Whatever became of it: a cancelled event is shown as cancelled, not left out.
        wanted["statuses"] = list(enums.EventStatus)
        if choice.month:
            wanted["from"], wanted["to"] = choice.month.bounds()
            order = "SOONEST"
        else:
            wanted["upcoming"] = not choice.past
            order = "LATEST" if choice.past and order == "SOONEST" else order
    found = None
    try:
        found = await site.answers.ask(
            of.operation,
            path=path,
            locale=shell.asked,
            filter_=of.filter_type(**wanted),
            order_by=[of.order_type(order)],
            **choice.step(),
        )
    except ApiError:
        if not request.url.query:
            raise
    if found is None or (found.data.list_ is None and request.url.query):
        # A cursor or a value that does not hold any more: the list from its beginning.
        return RedirectResponse(request.url.path, 302)
    if found.data.list_ is None:
        raise ApiUnavailable(f"The list cannot be had: {', '.join(found.codes)}")
    data = found.data
    pairs = choice.pairs(of.orders)
    return {
        "page": data.page,
        "head": data.page.seo if data.page else None,
        "found": data.list_,
        "cards": data.list_.nodes,
        "facets": facets(data.list_.facets, choice.chosen),
        "chosen": chosen(data.list_.facets, choice.chosen, pairs),
        "choice": choice,
        "orders": of.orders,
        "is_events": is_events,
        "is_initiatives": of.filter_type is input_types.InitiativeFilter,
        "weeks": choice.month.filled(data.list_.nodes) if choice.month else [],
        "links": links(pairs, data.list_.page_info),
        "of": (found,),
    }


def facets(found: list[Any], chosen_filters: tuple[str, ...]) -> list[dict[str, Any]]:
    """Facets to tick: those with a choice, the children of a term below it."""
    shown = []
    for facet in found:
        buckets = [
            {
                "filter": bucket.filter_,
                "label": bucket.label,
                "count": bucket.count,
                "parent": getattr(bucket, "parent", None),
                "value": bucket.value,
                "ticked": bucket.filter_ in chosen_filters,
            }
            for bucket in facet.buckets
        ]
        present = {bucket["value"] for bucket in buckets}
        tops = [bucket for bucket in buckets if bucket["parent"] not in present]
        ordered = []
        for top in tops:
            ordered.append({**top, "depth": 0})
            ordered += [{**one, "depth": 1} for one in buckets if one["parent"] == top["value"] and one is not top]
        if len(ordered) > 1 or any(one["ticked"] for one in ordered):
            shown.append({"field": getattr(facet.field, "value", facet.field), "buckets": ordered})
    return shown


def chosen(found: list[Any], filters: tuple[str, ...], pairs: list[tuple[str, str]]) -> list[dict[str, str]]:
    """What was chosen, each with the address without it."""
    labels = {bucket.filter_: bucket.label for facet in found for bucket in facet.buckets}
    return [
        {"label": labels.get(one, one.split(":")[-1]), "without": query([p for p in pairs if p != ("f", one)])}
        for one in filters
    ]


def links(pairs: list[tuple[str, str]], info: Any) -> dict[str, str | None]:
    """The addresses of the page before and the page after."""
    return {
        "before": query([*pairs, ("before", info.start_cursor)]) if info.has_previous_page else None,
        "after": query([*pairs, ("after", info.end_cursor)]) if info.has_next_page else None,
    }
