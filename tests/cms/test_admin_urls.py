"""Every address of the admin, for everybody: what docs/who-may-do-what.md says is what is so."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest
from django.test import Client

from cms.editors.roles import ADMINISTRATORS, MODERATORS, ORGANISERS, PEERS, REVIEWERS, VOLUNTEERS
from tests.cms.admin_things import Things
from tests.cms.admin_walk import ASKERS, Walk, read_table, routes, row_of, write_table
from tests.support.tree import Tree

PARTS = 4  # that several processes may share
ROLES = {
    "member": None,
    "peer reviewer": PEERS,
    "moderator": MODERATORS,
    "events organiser": ORGANISERS,
    "volunteer": VOLUNTEERS,
    "reviewer": REVIEWERS,
    "administrator": ADMINISTRATORS,
}


@pytest.fixture
def walk(tree: Tree, sign_in: Callable[[str | None], Client]) -> Walk:
    askers = {"nobody": Client(), **{name: sign_in(role) for name, role in ROLES.items()}}
    things, root = Things(tree), Client(raise_request_exception=False)
    root.force_login(things.root)
    return Walk(things, askers, root)


def test_every_address_has_a_row_and_every_row_an_address() -> None:
    assert sorted(read_table()) == sorted({row_of(route) for route in routes()})


@pytest.mark.slow
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("part", range(PARTS))
def test_everybody_may_do_what_the_table_says_and_nothing_else(walk: Walk, part: int) -> None:
    found = {route: walk.cells(route) for route in routes()[part::PARTS]}
    if os.environ.get("WRITE_ADMIN_TABLE"):
        write_table(read_table() | {row_of(route): cells for route, cells in found.items()})
    table = read_table()
    wrong = [
        f"{route}: {name}: {cells[name]}, and not {table[row_of(route)][name]}"
        for route, cells in found.items()
        for name in ASKERS
        if cells[name] != table[row_of(route)][name]
    ]
    assert not wrong, "\n".join(wrong)
