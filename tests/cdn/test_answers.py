"""What the CDN is told of each answer, and that a change purges at least the answers that it changes,
and none of those that have nothing to do with it."""

from __future__ import annotations

import json
import random
import re
import time
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Collection, CollectionViewRestriction, Page

from cdn.keys import key_of
from cdn.models import Purge
from content_types.core.images import image_version
from content_types.knowledge.factories import KnowledgeArticlePageFactory
from content_types.taxonomy.factories import TopicFactory
from graphql_api.http.negotiation import RESPONSE_JSON
from graphql_api.response_cache import cdn_headers
from tests.support.asked import PAGE, QUERIES
from tests.support.edits import edits
from tests.support.front import FrontClient
from tests.support.tree import Tree

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("kept")]
TOPICS = QUERIES["topics"]


def get(query: str, client: Client | None = None, accept: str = "application/json", **variables: str) -> Any:
    variables_given = {"variables": json.dumps(variables)} if variables else {}
    return (client or Client()).get("/graphql/", {"query": query, **variables_given}, headers={"Accept": accept})


def keys(response: Any) -> set[str]:
    return set(response.headers.get("xkey", "").split())


def purged() -> set[str]:
    """What was to be dropped since the last time."""
    found = {key for one in Purge.objects.all() for key in one.keys}
    Purge.objects.all().delete()
    return found


# --- What is said of an answer ----------------------------------------------------------------------------------------


def test_the_cdn_may_keep_what_others_must_ask_about(tree: Tree) -> None:
    for _ in range(2):
        answer = get(TOPICS)
        assert answer["Cache-Control"] == "public, no-cache"
        assert answer["Surrogate-Control"] == "max-age=60"
        assert {key_of("*"), key_of("m:taxonomy_topic")} <= keys(answer)
        assert {"Accept", "Accept-Encoding", "Cookie", "Authorization", "X-Page-Access"} <= set(
            re.split(r",\s*", answer["Vary"])
        )
    unchanged = Client().get(
        "/graphql/", {"query": TOPICS}, headers={"If-None-Match": answer["ETag"], "Accept": "application/json"}
    )
    assert (unchanged.status_code, unchanged["Surrogate-Control"], keys(unchanged)) == (304, "max-age=60", keys(answer))


def test_nothing_but_what_is_kept_here_is_kept_there(tree: Tree) -> None:
    member = Client()
    member.force_login(get_user_model().objects.create_user("member", password="member"))
    asked = {
        "a session": member.get("/graphql/", {"query": TOPICS}),
        "a key": Client().get("/graphql/", {"query": TOPICS}, headers={"Authorization": "Bearer wham_x"}),
        "a password": Client().get("/graphql/", {"query": TOPICS}, headers={"X-Page-Access": "x"}),
        "an error": get('{ articles(first: 1, after: "x") { totalCount } }'),
        "of the moment": get("{ contentChanges { pageInfo { endCursor } } }"),
        "POST": Client().post("/graphql/", {"query": TOPICS}, content_type="application/json"),
        "a page": Client().get("/"),
        "no page": Client().get("/nowhere/"),
        "the admin": Client().get("/admin/"),
    }
    for name, answer in asked.items():
        assert answer["Surrogate-Control"] == "no-store, max-age=0", name
        assert "xkey" not in answer.headers, name


def test_what_any_cache_may_keep_is_dropped_with_every_change(tree: Tree) -> None:
    schema = Client().get("/graphql/schema.graphql")
    assert schema["Cache-Control"] == "max-age=300, public" or "public" in schema["Cache-Control"]
    calendar = Client().get("/events.ics")
    TopicFactory(name="New")
    gone = purged()
    for answer in (schema, calendar):
        assert answer.status_code == 200
        assert "Surrogate-Control" not in answer.headers
        assert {"Cookie", "Authorization"} <= set(re.split(r",\s*", answer["Vary"]))
        assert keys(answer) & gone


def test_the_redirect_to_tls_is_not_kept(tree: Tree, settings: Any) -> None:
    """A CDN that knows no schemes apart would send everybody who asks by TLS in a circle."""
    settings.SECURE_SSL_REDIRECT = True
    answer = get(TOPICS)
    assert (answer.status_code, answer["Location"][:8]) == (301, "https://")
    assert answer["Surrogate-Control"] == "no-store, max-age=0"


def test_it_is_never_kept_beyond_its_own_end(tree: Tree) -> None:
    with time_machine.travel(timezone.now(), tick=False):
        KnowledgeArticlePageFactory(parent=tree.knowledge, expire_at=timezone.now() + timedelta(seconds=20.5))
        assert get(QUERIES["articles"])["Surrogate-Control"] == "max-age=20"


def test_nor_when_it_is_repeated_before_django_is_asked(tree: Tree, settings: Any) -> None:
    settings.GRAPHQL_ANSWERS_SECONDS, settings.GRAPHQL_CDN_SECONDS = 4, 2
    client, told = FrontClient(), []
    with time_machine.travel(time.time(), tick=False) as clock:
        for _ in range(39):  # each a tenth of a second after the one before
            answer = client.get("/graphql/", {"query": TOPICS})
            found = re.search(r"max-age=([1-9])", answer.headers["Surrogate-Control"])
            told.append((int(found[1]) if found else 0, answer.by_django))
            clock.shift(0.1)
    assert sum(not by_django for _, by_django in told) > 30
    assert {seconds for seconds, _ in told} == {2, 1, 0}
    assert max(number / 10 + seconds for number, (seconds, _) in enumerate(told) if seconds) < 4.01, "beyond its end"


def test_a_cdn_that_does_not_heed_vary_keeps_one_media_type(tree: Tree, settings: Any) -> None:
    settings.CDN = "cloudflare"
    plain, other = get(TOPICS), get(TOPICS, accept=RESPONSE_JSON)
    assert plain["Cloudflare-CDN-Cache-Control"] == "max-age=60"
    assert re.fullmatch(r"[0-9a-f]{10}(,[0-9a-f]{10})+", plain["Cache-Tag"])
    assert other["Cloudflare-CDN-Cache-Control"] == "no-store, max-age=0"


def test_keys_tell_nothing(tree: Tree, settings: Any) -> None:
    article = KnowledgeArticlePageFactory(parent=tree.knowledge)
    told = get(PAGE, path=article.get_url())["xkey"]
    assert re.fullmatch(r"[0-9a-f]{10}( [0-9a-f]{10})+", told)
    settings.SECRET_KEY = "another" * 10
    assert key_of(f"p:{article.pk}") not in told


def test_many_keys_are_folded_and_no_purge_is_lost(tree: Tree) -> None:
    others = [KnowledgeArticlePageFactory(parent=tree.knowledge, title=f"Article {n}") for n in range(5)]
    tags = {"*", "s", "a", *(f"p:{n}" for n in range(1000, 1480)), *(f"m:table_{n}" for n in range(19))}
    folded = cdn_headers.folded(tags)
    assert len(folded) <= cdn_headers.MOST_KEYS
    assert {tag for tag in tags if not tag.startswith("p:")} <= folded
    edge_size = len(" ".join(["0123456789"] * (cdn_headers.MOST_KEYS + 60)))
    assert edge_size < 4096
    for page in others[:2]:
        purged()
        page.title = "Changed"
        page.save_revision().publish()
        assert key_of("s") in purged(), "what stands for any page goes with every page"
        page.unpublish()
        assert key_of("s") in purged()
        page.delete()
        assert key_of("s") in purged()


# --- What a change purges ---------------------------------------------------------------------------------------------


def test_a_publish_purges_its_answers_and_no_others(tree: Tree) -> None:
    one, two = (KnowledgeArticlePageFactory(parent=tree.knowledge, title=title) for title in ("One", "Two"))
    asked = [
        get(QUERIES["articles"]), get(PAGE, path=one.get_url()), get(QUERIES["tools"]), get(QUERIES["events"]),
        get(TOPICS), get(PAGE, path=two.get_url()),
    ]  # fmt: skip
    purged()
    one.title = "Changed"
    one.save_revision()
    assert purged() == set(), "a draft changes nothing"
    one.save_revision().publish()
    gone = purged()
    assert [bool(keys(answer) & gone) for answer in asked] == [True, True, False, False, False, False]


def test_whatever_changes_is_purged(tree: Tree) -> None:
    every = edits(tree)
    rng = random.Random(2)
    spared = 0
    for edit in every:
        paths = [page.get_url() for page in Page.objects.filter(depth__gt=2)]
        asked: list[tuple[str, dict[str, str]]] = [(query, {}) for query in QUERIES.values()]
        asked += [(PAGE, {"path": path}) for path in (*rng.sample(paths, 4), "/old")]
        before = [get(query, **variables) for query, variables in asked]
        purged()
        edit(rng)
        gone = purged()
        for (query, variables), old in zip(asked, before, strict=True):
            new = get(query, **variables)
            dropped = bool(keys(old) & gone)
            may_stay = "no-store" not in old["Surrogate-Control"] and not dropped
            assert not may_stay or new.content == old.content, (edit.__name__, query, variables)
            spared += may_stay
    assert spared > 50, "or all is dropped each time"


def test_a_picture_is_dropped_when_it_or_its_collection_changes(tree: Tree) -> None:
    model = get_image_model()
    one, other = (model.objects.create(title=title, file=get_test_image_file(size=(64, 40))) for title in "ab")

    def answer(picture: Any) -> Any:
        return Client().get(f"/images/{picture.pk}/card-{image_version(picture)}.webp")

    told = {picture.pk: keys(answer(picture)) for picture in (one, other)}
    assert "max-age=31536000" in answer(one)["Cache-Control"]
    purged()
    one.title = "Renamed"
    one.save()
    gone = purged()
    assert [bool(told[picture.pk] & gone) for picture in (one, other)] == [True, False]
    hidden = Collection.objects.get(depth=1).add_child(name="Hidden")
    purged()
    model.objects.filter(pk__in=[one.pk]).update(collection=hidden)
    assert told[one.pk] & purged()
    CollectionViewRestriction.objects.create(collection=hidden, restriction_type=CollectionViewRestriction.LOGIN)
    assert told[one.pk] & purged()
    assert answer(one).status_code == 404
    gone_too = told[other.pk]
    other.delete()
    assert gone_too & purged()
    model.objects.create(title="New", file=get_test_image_file())
    assert not told[one.pk] & purged()


@pytest.mark.usefixtures("wagtails_signals")
def test_addresses_of_pages_are_purged_as_wagtail_asks(tree: Tree) -> None:
    article = KnowledgeArticlePageFactory(parent=tree.knowledge)
    Purge.objects.all().delete()
    article.save_revision().publish()
    assert [url for one in Purge.objects.all() for url in one.urls] == [article.get_full_url()]
    Purge.objects.all().delete()
    article.unpublish()
    assert [url for one in Purge.objects.all() for url in one.urls] == [article.get_full_url()]
