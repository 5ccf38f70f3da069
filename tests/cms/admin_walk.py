"""Walks every address of the admin as everybody, and says what each may do: the table of docs/who-may-do-what.md."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

from django.db import connection, transaction
from django.template.response import SimpleTemplateResponse
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse
from wagtail.admin.api.views import PagesAdminAPIViewSet
from wagtail.admin.views.bulk_action.registry import bulk_action_registry

from tests.cms.admin_things import TERMS, Things, Values
from tests.support.admin import open_form
from tests.support.process import forget

TABLE = Path(__file__).parents[2] / "docs" / "who-may-do-what.md"
# Whoever may do least comes first: for them a page is drawn.
ASKERS = (
    "nobody", "member", "peer reviewer", "moderator", "events organiser", "volunteer", "reviewer", "administrator",
)  # fmt: skip
# What is written for the asker alone, whoever they are.
OWN = re.compile(r'"?(django_session|wagtailusers_userprofile|wagtailadmin_editingsession)"?')
WRITES = re.compile(r'(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM) ("?\w+"?)', re.IGNORECASE)
REFUSED, NOTHING, SEES, DOES, FAILS = "–", "·", "sees", "does", "FAILS"


def routes() -> list[str]:
    """Every route of the admin; an action on many, and one of the explorer's API, is a route of its own."""
    found = [route for route in _routes(get_resolver().url_patterns) if route.startswith("admin/")]
    bulk, api = "admin/bulk/<str:app_label>/<str:model_name>/<str:action>/", "<str:action_name>/"
    bulk_action_registry._scan_for_bulk_actions()
    for app, models in bulk_action_registry.actions.items():
        for model, actions in models.items():
            found += [f"admin/bulk/{app}/{model}/{action}/" for action in actions]
    for route in [one for one in found if one.endswith(api)]:
        found += [route.replace(api, f"{action}/") for action in PagesAdminAPIViewSet.actions]
    return sorted({one for one in found if one != bulk and not one.endswith(api)})


def _routes(patterns: Any, prefix: str = "") -> Iterator[str]:
    for one in patterns:
        route = f"{prefix}{one.pattern}"
        if isinstance(one, URLResolver):
            yield from _routes(one.url_patterns, route)
        else:
            yield route


def row_of(route: str) -> str:
    """The row of the table for a route: kinds of terms have one in common."""
    return re.sub(rf"taxonomy/({'|'.join(TERMS)})/", "taxonomy/…/", route).replace("|", "¦")


def address_of(route: str, things: Things) -> str:
    """An address at which the route can be tried."""
    if not route.startswith("admin/bulk/"):
        return things.address(route)
    model = route.split("/")[3]
    of_model = {"user": things.other, "libraryimage": things.image, "librarydocument": things.document}
    one = {**of_model, "page": things.page}.get(model)
    key = one.pk if one is not None else things.values(f"admin/snippets/taxonomy/{model}/")["pk"]
    return f"/{route}?id={key}"


class Walk:
    """What each asker may do at each route; nothing of it stays.

    A page is drawn for a superuser, whose form is sent, and for the first who sees it; for others it is only decided
    what it shows.
    """

    def __init__(self, things: Things, askers: dict[str, Client], root: Client) -> None:
        self.things = things
        self.askers = askers
        self.root = root

    def cells(self, route: str) -> dict[str, str]:
        """What each asker sees and does at a route."""
        address = address_of(route, self.things)
        payload = self.payload(route, address)
        drawn: set[str] = set()  # which methods have drawn their page
        return {name: self._cell(client, address, payload, drawn) for name, client in self.askers.items()}

    def payload(self, route: str, address: str) -> Values:
        """The form as a superuser finds it there, filled in."""
        filled = self.things.payload(route)
        with _undone():
            try:
                form = open_form(_like(self.root), address).data
            except (AssertionError, AttributeError):  # no page there, or none with a form
                form = {}
        return {**form, **filled}

    def _cell(self, client: Client, address: str, payload: Values, drawn: set[str]) -> str:
        seen, done = self._try(client, "get", address, {}, drawn), self._try(client, "post", address, payload, drawn)
        return seen if seen == done else f"{seen}, {done}"

    def _try(self, client: Client, method: str, address: str, payload: Values, drawn: set[str]) -> str:
        asker, statements = _like(client), Statements()
        with _undone(), connection.execute_wrapper(statements), _drawing(method not in drawn):
            response = asker.post(address, payload) if method == "post" else asker.get(address)
        # What a look writes is a preview, a rendition, a draft that somebody has open.
        found = outcome(response, statements.seen if method == "post" else [])
        if found == SEES:
            drawn.add(method)
        return found


class Statements:
    """Notes what is asked of the database."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        self.seen.append(sql)
        return execute(sql, params, many, context)


@contextmanager
def _drawing(draws: bool) -> Iterator[None]:
    """With templates filled in, or with everything but that."""
    if draws:
        yield
    else:
        with patch.object(SimpleTemplateResponse, "rendered_content", ""):
            yield


def _like(client: Client) -> Client:
    """A client signed in as this one is: one request may sign out, and its cookie is no longer this one's."""
    found = Client(raise_request_exception=False)
    found.cookies = copy.deepcopy(client.cookies)
    return found


def outcome(response: Any, statements: list[str]) -> str:
    """One word for what came of a request."""
    if response.status_code >= 500:
        return FAILS
    written = {found[1].strip('"') for found in map(WRITES.match, statements) if found and not OWN.fullmatch(found[1])}
    if written:
        return DOES
    home, login = reverse("wagtailadmin_home"), reverse("wagtailadmin_login")
    location = response.get("Location", "")
    if response.status_code == 403 or location == home or location.split("?")[0] == login:
        return REFUSED
    return NOTHING if response.status_code in {400, 404, 405} else SEES


@contextmanager
def _undone() -> Iterator[None]:
    """Whatever is written within is rolled back."""
    forget()
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def read_table() -> dict[str, dict[str, str]]:
    """The table as it stands in the document: row to asker to what they may."""
    rows: dict[str, dict[str, str]] = {}
    for line in TABLE.read_text().splitlines():
        if line.startswith("| `"):
            address, *cells = [cell.strip() for cell in line.strip("|").split("|")]
            if len(cells) == len(ASKERS):  # a row from before somebody was added is none
                rows[address.strip("`")] = dict(zip(ASKERS, cells, strict=True))
    return rows


def write_table(rows: dict[str, dict[str, str]]) -> None:
    """Put what was found in the place of the table; the words before it stay."""
    words = TABLE.read_text().split("| address |")[0].rstrip()
    lines = ["| address | " + " | ".join(ASKERS) + " |", "| --- |" + " --- |" * len(ASKERS)]
    lines += [
        f"| `{row}` | " + " | ".join(cells[name] for name in ASKERS) + " |" for row, cells in sorted(rows.items())
    ]
    TABLE.write_text("\n".join([words, "", *lines, ""]))
