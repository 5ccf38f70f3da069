"""What search engines are told of terms: nothing of what is not published, wherever it stands."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from content_types.taxonomy.factories import (
    CareSettingFactory,
    OrganisationFactory,
    PersonFactory,
    PlaceFactory,
    ProfessionFactory,
    TopicFactory,
)
from tests.support.cells import Cell
from tests.support.graphql import GraphQL
from tests.visibility.states import SECRET

pytestmark = pytest.mark.django_db

TOLD = "seo { title description canonicalUrl image { alt } jsonLd }"
TOLD_OF_ALL = f"""{{
    topics {{ {TOLD} }} professions {{ {TOLD} }} careSettings {{ {TOLD} }} places {{ {TOLD} }}
    organisations {{ nodes {{ {TOLD} }} }} people {{ nodes {{ {TOLD} }} }}
}}"""


def as_topic(live: bool) -> None:
    secret = TopicFactory(name=SECRET, slug=SECRET, definition=SECRET, live=live)
    TopicFactory(name="Far below", slug="far-below", parent=TopicFactory(name="Below", slug="below", parent=secret))


def as_place(live: bool) -> None:
    secret = PlaceFactory(name=SECRET, slug=SECRET, live=live)
    PlaceFactory(name="Below", slug="below", parent=secret)
    OrganisationFactory(place=secret)


def as_profession(live: bool) -> None:
    PersonFactory(profession=ProfessionFactory(name=SECRET, slug=SECRET, live=live))


def as_care_setting(live: bool) -> None:
    CareSettingFactory(name=SECRET, slug=SECRET, live=live)


def as_organisation(live: bool) -> None:
    PersonFactory(organisation=OrganisationFactory(name=SECRET, slug=SECRET, live=live))


def as_person(live: bool) -> None:
    PersonFactory(name=SECRET, slug=SECRET, bio=f"<p>{SECRET}</p>", role_title=SECRET, live=live)


TERM_STATES = [as_topic, as_place, as_profession, as_care_setting, as_organisation, as_person]


@pytest.mark.parametrize("state", TERM_STATES, ids=lambda state: state.__name__)
def test_what_search_engines_are_told_of_terms(
    state: Callable[[bool], None], cell: Cell, client: Client, settings: Any
) -> None:
    settings.FRONTEND_URL = "https://www.example.org"  # else no term has a page, nor a way to it
    for live in (True, False):
        with cell(live=live):
            state(live)
            assert (SECRET in json.dumps(GraphQL(client)(TOLD_OF_ALL))) is live
