"""What is asked outside the API counts too, in one window with it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file

from cms.settings import production
from content_types.core.images import IMAGE_SIZES, image_version
from graphql_api.http import rates
from tests.support.tree import Tree

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _counted_anew(settings: Any) -> None:
    rates._limiter.cache_clear()
    settings.RATE_LIMIT_STORAGE = rates.OWN


def allow(settings: Any, milliseconds: int) -> None:
    assert milliseconds % rates.REQUEST == 0
    settings.RATE_LIMITS = dict.fromkeys(("address", "member", "key"), f"{milliseconds // rates.REQUEST}/hour")


@pytest.mark.parametrize(
    ("url", "weight"),
    [
        ("/", rates.PAGE),
        ("/nowhere/", rates.PAGE),
        ("/preview/?token=x", rates.PAGE),
        ("/events.ics", rates.FEED),
        ("/topics/nothing/events.ics", rates.FEED),
        ("/graphql/schema.graphql", rates.FILE),
        ("/media/nothing.png", rates.FILE),
        ("/images/1/small-0123456789.webp", rates.FILE),
        ("/documents/1/nothing.pdf", rates.FILE),
        ("/admin/login/", rates.PAGE),
    ],
)
def test_each_kind_counts_for_what_it_takes(url: str, weight: int, tree: Tree, client: Client, settings: Any) -> None:
    allow(settings, 5 * weight)
    assert 429 not in {client.get(url).status_code for _ in range(5)}
    refused = client.get(url)
    assert refused.status_code == 429
    assert int(refused["Retry-After"]) <= 3600
    assert refused["Cache-Control"] == "no-store"
    assert "Try again in" in refused.content.decode()


def test_pages_and_queries_share_one_window(tree: Tree, client: Client, settings: Any) -> None:
    allow(settings, 4 * rates.PAGE)
    assert [client.get("/").status_code for _ in range(3)] == [200] * 3
    queries = [client.get("/graphql/", {"query": "{ __typename }"}).status_code for _ in range(3)]
    assert queries == [200, 200, 429]
    assert client.get("/", REMOTE_ADDR="203.0.113.9").status_code == 200, "others are not held up"


def test_each_try_to_sign_in_counts_for_a_password_that_is_hashed(client: Client, settings: Any) -> None:
    allow(settings, 2 * rates.SIGN_IN)
    found = [client.post(reverse("wagtailadmin_login"), {"username": f"u{n}", "password": "x"}) for n in range(3)]
    assert [response.status_code for response in found] == [200, 200, 429]


def test_a_picture_that_has_to_be_made_first_counts_for_more(tree: Tree, client: Client, settings: Any) -> None:
    made = get_image_model().objects.create(title="Ward", file=get_test_image_file(size=(64, 40)))
    version = image_version(made)
    allow(settings, rates.RENDITION + rates.REQUEST)
    urls = [f"/images/{made.pk}/{next(iter(IMAGE_SIZES))}-{version}.{kind}" for kind in ("webp", "webp", "jpeg")]
    first = [client.get(url).status_code for url in urls]
    assert first == [200, 200, 429], "one is made; what there is costs little; another is not made"
    assert made.renditions.count() == 1


def test_who_may_edit_is_not_counted_in_the_admin(admin_client: Client, tree: Tree, settings: Any) -> None:
    allow(settings, rates.PAGE)
    assert [admin_client.get(reverse("wagtailadmin_home")).status_code for _ in range(3)] == [200] * 3


def test_whether_a_process_lives_is_never_refused(client: Client, settings: Any) -> None:
    allow(settings, rates.REQUEST)
    assert {client.get("/health/live/").status_code for _ in range(3)} == {200}


def test_one_address_has_at_most_one_core_where_nothing_is_set() -> None:
    """A sliding window lets through twice its limit at most; a unit of cost is ten microseconds (test_worst_query)."""
    allowed = rates._item(production.ADDRESS_RATE)
    assert 2 * allowed.amount / 1000 <= allowed.get_expiry()
    assert pytest.approx(1e-3) == rates.UNITS * 10e-6
