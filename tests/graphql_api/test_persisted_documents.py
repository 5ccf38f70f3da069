"""Documents by hash and by id: Apollo's automatic ones, and those that a frontend registered."""

from __future__ import annotations

import hashlib
import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from graphql_api.documents import persisted, preparation
from graphql_api.models import KnownDocument
from tests.support.process import limit
from tests.support.tree import Tree

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_document_is_remembered() -> None:
    preparation.remembered.clear()


TEXT = "query Count { articles { totalCount } }"
MUTATION = 'mutation Click { recordSearchClick(input: {token: "x"}) { counted } }'


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def extension(text: str) -> dict[str, Any]:
    return {"persistedQuery": {"version": 1, "sha256Hash": sha256(text)}}


def post(client: Client, **body: Any) -> Any:
    return client.post("/graphql/", json.dumps(body), content_type="application/json")


def get(client: Client, **parameters: Any) -> Any:
    return client.get("/graphql/", {k: v if isinstance(v, str) else json.dumps(v) for k, v in parameters.items()})


def code(response: Any) -> str | None:
    errors = response.json().get("errors")
    return errors[0]["extensions"]["code"] if errors else None


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    cache.clear()


@pytest.mark.parametrize("ask", [post, get])
def test_apollos_protocol(ask: Any, tree: Tree, client: Client) -> None:
    unknown = ask(client, extensions=extension(TEXT))
    assert unknown.json()["errors"] == [
        {"message": "PersistedQueryNotFound", "extensions": {"code": "PERSISTED_QUERY_NOT_FOUND"}}
    ]
    assert unknown["Cache-Control"] == "no-store"
    assert ask(client, query=TEXT, extensions=extension(TEXT)).json()["data"] == {"articles": {"totalCount": 0}}
    preparation.remembered.clear()  # as another process: it has the text from the shared cache
    assert ask(client, extensions=extension(TEXT)).json()["data"] == {"articles": {"totalCount": 0}}
    assert ask(client, extensions=extension(TEXT), operationName="Count").json()["data"]


def test_the_text_must_fit_its_hash(tree: Tree, client: Client) -> None:
    response = post(client, query=TEXT + " ", extensions=extension(TEXT))
    assert code(response) == "BAD_INPUT"
    assert "is not the SHA-256 of `query`" in response.json()["errors"][0]["message"]
    assert code(post(client, extensions=extension(TEXT))) == "PERSISTED_QUERY_NOT_FOUND"


def test_nobody_spoils_the_document_of_another(tree: Tree, client: Client) -> None:
    """A text that UTF-8 cannot say is remembered, as every rejection is;
    not in the place of the one it would be with question marks."""
    text = 'query Ask { search(query: "why?") { totalCount } }'
    broken = text.replace("?", "\ud800")
    for extensions in (None, extension(text)):
        preparation.remembered.clear()
        assert code(post(client, query=broken, extensions=extensions)) == "BAD_INPUT"
        assert code(post(client, query=text)) is None
        assert code(post(client, query=broken)) == "BAD_INPUT"


def test_what_cannot_be_answered_is_not_kept(tree: Tree, client: Client) -> None:
    broken = "{ nothing }"
    assert code(post(client, query=broken, extensions=extension(broken))) == "BAD_INPUT"
    preparation.remembered.clear()
    assert code(post(client, extensions=extension(broken))) == "PERSISTED_QUERY_NOT_FOUND"


def test_a_text_that_was_put_into_the_cache_by_others_is_not_believed(tree: Tree, client: Client) -> None:
    cache.set(f"graphql:document:{sha256(TEXT)}", "{ site { name } }", 60)
    assert code(post(client, extensions=extension(TEXT))) == "PERSISTED_QUERY_NOT_FOUND"


@pytest.mark.parametrize(
    "given",
    [
        {"persistedQuery": None},
        {"persistedQuery": {}},
        {"persistedQuery": {"version": 2, "sha256Hash": sha256(TEXT)}},
        {"persistedQuery": {"version": True, "sha256Hash": sha256(TEXT)}},
        {"persistedQuery": {"version": 1}},
        {"persistedQuery": {"version": 1, "sha256Hash": "abc"}},
        {"persistedQuery": {"version": 1, "sha256Hash": 5}},
        {"persistedQuery": {"version": 1, "sha256Hash": "sha256:"}},
        {"persistedQuery": {"version": 1, "sha256Hash": f"sha512:{sha256(TEXT)}"}},
        {"persistedQuery": {"version": 1, "sha256Hash": sha256(TEXT)[:-1] + "\u0660"}},
    ],
)
def test_a_malformed_extension(given: Any, tree: Tree, client: Client) -> None:
    response = post(client, query=TEXT, extensions=given)
    assert response.status_code == 400
    assert response.json()["errors"][0]["extensions"]["field"].startswith("extensions.persistedQuery")


def test_without_automatic_documents(tree: Tree, client: Client, settings: Any) -> None:
    settings.GRAPHQL_AUTOMATIC_DOCUMENTS_TTL = 0
    assert code(post(client, extensions=extension(TEXT))) == "PERSISTED_QUERY_NOT_SUPPORTED"
    assert post(client, query=TEXT, extensions=extension(TEXT)).json()["data"]
    assert code(post(client, extensions=extension(TEXT))) == "PERSISTED_QUERY_NOT_SUPPORTED"


def test_get_does_no_mutation_by_hash_either(tree: Tree, client: Client) -> None:
    post(client, query=MUTATION, extensions=extension(MUTATION))
    assert get(client, extensions=extension(MUTATION)).status_code == 405


def apollo(*texts: str) -> dict[str, Any]:
    operations = [{"id": sha256(text), "name": "Count", "type": "query", "body": text} for text in texts]
    return {"format": "apollo-persisted-query-manifest", "version": 1, "operations": operations}


def md5(text: str) -> str:
    return hashlib.md5(text.encode()).hexdigest()


MANIFESTS = {
    "graphql-codegen": ({hashlib.sha1(TEXT.encode()).hexdigest(): TEXT}, hashlib.sha1(TEXT.encode()).hexdigest()),
    "graphql-codegen with prefix": ({f"sha256:{sha256(TEXT)}": TEXT}, f"sha256:{sha256(TEXT)}"),
    "relay": ({md5(TEXT): TEXT}, md5(TEXT)),
    "apollo": (apollo(TEXT), sha256(TEXT)),
}


def register(folder: Path, *manifests: Any) -> str:
    """Run the command on files with these contents; gives what it said."""
    paths = []
    for number, manifest in enumerate(manifests):
        paths.append(folder / f"manifest-{number}.json")
        paths[-1].write_text(manifest if isinstance(manifest, str) else json.dumps(manifest), encoding="utf-8")
    said = io.StringIO()
    try:
        call_command("register_documents", *map(str, paths), stdout=said, stderr=said)
    except CommandError as error:
        said.write(str(error))
    return said.getvalue()


@pytest.mark.parametrize("writer", MANIFESTS)
def test_manifests_as_the_tools_write_them(writer: str, tree: Tree, client: Client, tmp_path: Path) -> None:
    manifest, key = MANIFESTS[writer]
    assert "1 documents read, 1 of them new" in register(tmp_path, manifest)
    assert "1 documents read, 0 of them new" in register(tmp_path, manifest)
    for parameters in (
        {"documentId": key},
        {"id": key},
        {"documentId": f"sha256:{sha256(TEXT)}"},
        {"extensions": extension(TEXT)},
        {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": f"sha256:{sha256(TEXT)}"}}},
    ):
        for ask in (post, get):
            assert ask(client, **parameters).json()["data"] == {"articles": {"totalCount": 0}}, parameters


def test_a_registered_document_costs_no_statement_but_the_first(tree: Tree, client: Client, tmp_path: Path) -> None:
    text = "{ __typename }"
    register(tmp_path, {"typename": text})
    counts = []
    for _ in range(3):
        with CaptureQueriesContext(connection) as captured:
            assert post(client, documentId="typename").json()["data"] == {"__typename": "Query"}
        counts.append(len(captured))
    assert counts == [1, 0, 0]


def test_only_known_documents(tree: Tree, client: Client, tmp_path: Path, settings: Any) -> None:
    register(tmp_path, apollo(TEXT), {"click": MUTATION})
    settings.GRAPHQL_ONLY_KNOWN_DOCUMENTS = True
    for ask in (post, get):
        assert ask(client, documentId=sha256(TEXT)).json()["data"]
        assert ask(client, extensions=extension(TEXT)).json()["data"]
        for refused in (
            {"query": TEXT},
            {"query": TEXT, "extensions": extension(TEXT)},
            {"query": "{ site { name } }"},
        ):
            assert code(ask(client, **refused)) == "PERSISTED_QUERY_ID_REQUIRED"
        other = "{ topics { name } }"
        assert code(ask(client, extensions=extension(other))) == "PERSISTED_QUERY_NOT_SUPPORTED"
        assert code(ask(client, documentId=sha256(other))) == "PERSISTED_QUERY_NOT_FOUND"
    assert post(client, documentId="click").json()["data"] == {"recordSearchClick": {"counted": False}}
    assert get(client, documentId="click").status_code == 405


@pytest.mark.parametrize("key", ["", "a" * 256, "no spaces", "\u0000", "\ud800", "é", "../x;--"])
def test_an_id_that_is_none(key: str, tree: Tree, client: Client) -> None:
    response = post(client, documentId=key)
    assert response.status_code == 400
    assert code(response) == "BAD_INPUT"


def test_an_id_and_a_text_contradict_each_other(tree: Tree, client: Client) -> None:
    response = post(client, documentId="x", query=TEXT)
    assert (response.status_code, response.json()["errors"][0]["extensions"]["field"]) == (400, "documentId")


@pytest.mark.parametrize(
    ("manifest", "named"),
    [
        ("{", "is not JSON"),
        ("[]", "must hold a JSON object"),
        ({}, "holds no documents"),
        ({"a": 5}, "must be a string"),
        ({"format": "other", "version": 1, "operations": []}, "must be of the format"),
        ({"format": "apollo-persisted-query-manifest", "version": 2, "operations": []}, "version 1"),
        ({"format": "apollo-persisted-query-manifest", "version": 1, "operations": [5]}, "list of objects"),
        ({"format": "apollo-persisted-query-manifest", "version": 1, "operations": [{"id": "x"}]}, "must be a string"),
        ({"a": "{"}, "manifest-0.json: a, line 1: Syntax Error"),
        ({"a": "{ nothing }"}, "Cannot query field 'nothing'"),
        ({"no spaces": TEXT}, "an id has 1 to 255"),
        ({sha256("other"): TEXT}, f"the SHA-256 of the text is {sha256(TEXT)}"),
        (
            {"a": "{ page(by: {id: 1}) " + "{ parent " * 20 + "{ title }" + " }" * 20 + " }"},
            "depth is 22; the limit is 16",
        ),
    ],
)
def test_a_manifest_with_a_problem_is_rejected_whole(manifest: Any, named: str, tree: Tree, tmp_path: Path) -> None:
    good = {"good": TEXT}
    said = register(tmp_path, manifest, good)
    assert named in said
    assert not KnownDocument.objects.exists()


def test_an_id_keeps_its_text(tree: Tree, tmp_path: Path) -> None:
    register(tmp_path, {"a": TEXT})
    assert "another text is registered under this id" in register(tmp_path, {"a": "{ __typename }"})
    assert "hold two texts under this id" in register(tmp_path, {"b": TEXT}, {"b": "{ __typename }"})
    assert KnownDocument.objects.count() == 1


def test_registered_documents_are_looked_at_before_a_release(tree: Tree) -> None:
    KnownDocument.objects.create(key="fits", sha256=sha256(TEXT), text=TEXT)
    call_command("register_documents", "--check", stdout=io.StringIO())
    KnownDocument.objects.create(key="old", sha256=sha256("{ gone }"), text="{ gone }", manifest="app.json")
    said = io.StringIO()
    with pytest.raises(CommandError, match="1 problems do not fit this release"):
        call_command("register_documents", "--check", stderr=said)
    assert "app.json: old, line 1: Cannot query field 'gone'" in said.getvalue()
    with pytest.raises(CommandError, match="Name the manifests"):
        call_command("register_documents")


def test_memory_is_bounded_by_tokens(monkeypatch: pytest.MonkeyPatch) -> None:
    preparation.remembered.clear()
    limit(preparation.remembered, 100, monkeypatch)
    texts = [f"{{ a{number}: __typename }}" for number in range(50)]
    for text in texts:
        preparation.read(text)
    assert preparation.remembered.weight == 100
    assert len(preparation.remembered) == 20  # of five tokens each
    assert preparation.remembered.get(preparation.hash_of(texts[0])) is None
    assert preparation.remembered.get(preparation.hash_of(texts[-1])) is not None


def test_texts_past_a_limit_are_not_remembered(tree: Tree, client: Client) -> None:
    post(client, query="{" + " ".join(f"a{n}: __typename" for n in range(40)) + "}")
    assert len(preparation.remembered) == 0
    post(client, query=TEXT)
    assert len(preparation.remembered) == 1


def test_what_is_forgotten_is_looked_up_again(tree: Tree, client: Client, tmp_path: Path) -> None:
    register(tmp_path, {"a": TEXT})
    post(client, documentId="a")
    KnownDocument.objects.all().delete()
    persisted.forget()
    preparation.remembered.clear()
    assert code(post(client, documentId="a")) == "PERSISTED_QUERY_NOT_FOUND"
