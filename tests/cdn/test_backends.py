"""What each CDN is sent, to the letter; and what comes of its not answering."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from wagtail.contrib.frontend_cache.utils import purge_urls_from_cache

from cdn import outbox
from cdn.keys import EVERYTHING, OTHER, key_of, keys_of
from cdn.models import Purge
from content_types.knowledge.factories import KnowledgeArticlePageFactory
from tests.cdn.choosing import BACKENDS, Choose
from tests.cdn.working import later, work
from tests.support.silence import silent_server
from tests.support.tree import Tree

pytestmark = pytest.mark.django_db(transaction=True)
URL = "https://library.example.org/articles/damp/?page=2"


@pytest.fixture(autouse=True)
def _queued(settings: Any) -> None:
    settings.WAGTAILFRONTENDCACHE = {"default": {"BACKEND": "cdn.backends.QueuedBackend"}}


def test_varnish(choose: Choose) -> None:
    endpoint = choose("varnish")
    outbox.note({"p:1"})
    purge_urls_from_cache([URL])
    assert endpoint.received == [], "nobody waits for a CDN"
    assert work()
    keys, url = endpoint.take()
    assert (keys.method, keys.path, keys.headers["xkey-purge"]) == ("PURGE", "/", " ".join(keys_of({"p:1", OTHER})))
    assert (url.method, url.path, url.headers["host"]) == ("PURGE", "/articles/damp/?page=2", "library.example.org")
    assert {one.headers["x-purge-token"] for one in (keys, url)} == {"secret"}
    call_command("purge_cdn")
    (everything,) = endpoint.take()
    assert everything.headers["xkey-purge"] == "*"


def test_fastly(choose: Choose) -> None:
    endpoint = choose("fastly")
    outbox.note({"p:1"})
    purge_urls_from_cache([URL])
    assert work()
    keys, url = endpoint.take()
    assert (keys.method, keys.path) == ("POST", "/service/SU1Z/purge")
    assert keys.body == {"surrogate_keys": keys_of({"p:1", OTHER})}
    assert (url.method, url.path) == ("POST", "/purge/library.example.org/articles/damp/?page=2")
    assert {one.headers["fastly-key"] for one in (keys, url)} == {"secret"}
    call_command("purge_cdn")
    (everything,) = endpoint.take()
    assert (everything.method, everything.path) == ("POST", "/service/SU1Z/purge_all")


def test_cloudflare(choose: Choose) -> None:
    endpoint = choose("cloudflare")
    outbox.note({"p:1"})
    purge_urls_from_cache([URL])
    assert work()
    keys, url = endpoint.take()
    assert (keys.method, keys.path) == ("POST", "/client/v4/zones/023e/purge_cache")
    assert (keys.body, url.body) == ({"tags": keys_of({"p:1", OTHER})}, {"files": [URL]})
    assert {one.headers["authorization"] for one in (keys, url)} == {"Bearer secret"}
    call_command("purge_cdn")
    (everything,) = endpoint.take()
    assert everything.body == {"purge_everything": True}


@pytest.mark.parametrize(("kind", "most"), [("varnish", 100), ("fastly", 256), ("cloudflare", 30)])
def test_no_request_holds_more_keys_than_the_cdn_takes(choose: Choose, kind: str, most: int) -> None:
    endpoint = choose(kind)
    outbox.note({f"p:{n}" for n in range(300)})
    work()
    sent = [
        one.headers["xkey-purge"].split() if kind == "varnish" else one.body.get("surrogate_keys", one.body.get("tags"))
        for one in endpoint.take()
    ]
    assert max(len(keys) for keys in sent) <= most
    assert {key for keys in sent for key in keys} == set(keys_of({OTHER, *(f"p:{n}" for n in range(300))}))


def test_changes_are_told_together_and_very_many_as_everything(choose: Choose) -> None:
    endpoint = choose("fastly")
    for n in range(20):
        outbox.note({f"p:{n}", "s"})
    work()
    (one,) = endpoint.take()
    assert len(one.body["surrogate_keys"]) == 22
    outbox.note({f"p:{n}" for n in range(outbox.MOST_KEYS + 1)})
    work()
    (one,) = endpoint.take()
    assert one.body == {"surrogate_keys": [key_of(EVERYTHING)]}


@pytest.mark.parametrize("kind", BACKENDS)
@pytest.mark.parametrize(
    "answer", [(503, {}, b""), (302, {"Location": "/elsewhere"}, b""), (429, {"Retry-After": "100"}, b"{}")]
)
def test_what_failed_is_tried_again_until_it_is_told(
    choose: Choose, kind: str, answer: tuple[int, dict[str, str], bytes]
) -> None:
    endpoint = choose(kind)
    outbox.note({"p:1"})
    endpoint.answers = [answer]
    assert not work()
    state = outbox.status()
    assert (state.waiting, state.failing) == (1, 1)
    assert str(answer[0]) in state.last_error
    assert "secret" not in state.last_error
    failed = endpoint.take()
    work()
    assert endpoint.take() == [], "not at once"
    if "Retry-After" in answer[1]:
        later(seconds=60)
        work()
        assert endpoint.take() == [], "not before it asked for"
    later(seconds=101)
    assert work()
    assert [(one.path, one.body) for one in endpoint.take()] == [(one.path, one.body) for one in failed]
    assert (outbox.status().waiting, outbox.status().failing) == (0, 0)


@pytest.mark.parametrize("said", [b'{"success": false}', b"<html>", b"[]"])
def test_cloudflare_may_reject_with_a_good_status(choose: Choose, said: bytes) -> None:
    endpoint = choose("cloudflare")
    outbox.note({"p:1"})
    endpoint.answers = [(200, {}, said)]
    assert not work()
    assert outbox.status().waiting == 1


def test_a_cdn_that_is_away_costs_an_editor_nothing_and_loses_nothing(
    choose: Choose, settings: Any, tree: Tree
) -> None:
    choose("varnish")
    with silent_server() as nobody:
        settings.CDN_BACKENDS = {"default": BACKENDS["varnish"](nobody.url)}
        KnowledgeArticlePageFactory(parent=tree.knowledge).save_revision().publish()
        assert nobody.connections() == 0, "an editor does not talk to a CDN"
    assert outbox.status().waiting > 0
    settings.CDN_BACKENDS = {"default": BACKENDS["varnish"]("http://127.0.0.1:9")}
    assert not work()
    with pytest.raises(CommandError, match="could not be told: Varnish does not answer"):
        later(seconds=60), call_command("cdn_worker", "--once")
    endpoint = choose("varnish")
    later(seconds=60)
    assert work()
    assert endpoint.received


def test_one_of_several_that_is_away_does_not_keep_the_others_from_hearing(choose: Choose, settings: Any) -> None:
    endpoint = choose("varnish")
    settings.CDN_BACKENDS["default"]["LOCATIONS"] = ["http://127.0.0.1:9", endpoint.url]
    outbox.note({"p:1"})
    assert not work()
    assert len(endpoint.take()) == 1
    assert outbox.status().waiting == 1


def test_it_is_told_again_for_answers_that_were_on_their_way(choose: Choose) -> None:
    endpoint = choose("fastly")
    outbox.note({"p:1"})
    work()
    told = [endpoint.take()]
    assert outbox.status().waiting == 0
    for pause in outbox.AGAIN:
        work()
        assert endpoint.take() == []
        later(seconds=pause.total_seconds())
        work()
        told.append(endpoint.take())
    assert [[one.body for one in received] for received in told] == [[told[0][0].body]] * 3
    assert not Purge.objects.exists()


def test_what_is_rolled_back_is_not_told_and_what_follows_is(choose: Choose) -> None:
    choose("fastly")
    with transaction.atomic():
        outbox.note({"p:1"})
        outbox.note({"p:1"})
        assert Purge.objects.count() == 1
        transaction.set_rollback(True)
    assert Purge.objects.count() == 0
    with transaction.atomic():
        with transaction.atomic():
            outbox.note({"p:1"})
            transaction.set_rollback(True)
        outbox.note({"p:1"})
    assert Purge.objects.count() == 1


def test_without_a_cdn_nothing_is_written(tree: Tree) -> None:
    KnowledgeArticlePageFactory(parent=tree.knowledge).save_revision().publish()
    purge_urls_from_cache([URL])
    assert not Purge.objects.exists()
    with pytest.raises(CommandError, match="no CDN in the settings"):
        call_command("purge_cdn")
