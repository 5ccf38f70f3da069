"""The Elasticsearch engine: an index of the library's own behind an alias, kept and asked with elasticsearch-py."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from elasticsearch import Elasticsearch
from elasticsearch.helpers import streaming_bulk

from delivery import deadline
from search.documents import Document
from search.engines.base import (
    ELASTICSEARCH,
    Failures,
    Held,
    Order,
    SearchRequest,
    SearchResult,
    SimilarRequest,
    SuggestRequest,
    Tombstone,
)
from search.engines.elasticsearch import meaning as by_meaning
from search.engines.elasticsearch import soonest
from search.engines.elasticsearch.answers import fragments_of, result_of, which
from search.engines.elasticsearch.client import clients, told_plainly
from search.engines.elasticsearch.indices import Indices
from search.engines.elasticsearch.mapping import source_of
from search.engines.elasticsearch.query import body_of, similar_body, suggest_body, texts_body
from search.errors import EngineAway, EngineUnavailable, IndexMissing

DEEPEST_OFFSET = 10_000  # Elasticsearch's own limit of from + size
_AS_SENT = {"source": "_source", "from_": "from"}  # arguments of the client whose names in a request are others
BULK_BYTES = 10 * 1024 * 1024
# Rejections that are of the server, not of the document: it is read-only (a full disk), or too busy.
SERVER_REFUSALS = frozenset(
    {"cluster_block_exception", "es_rejected_execution_exception", "circuit_breaking_exception"}
)


class ElasticsearchEngine:
    """The index behind the alias ``alias``. Safe to share between threads."""

    name = ELASTICSEARCH

    def __init__(self, url: str, alias: str, timeout: float) -> None:
        self.alias = alias
        self.timeout = timeout
        self.client, self.bulk_client = clients(url, timeout)
        self.indices = Indices(alias, self.client, self.bulk_client)

    # --- The index --------------------------------------------------------------------------------------------------------------

    def ensure(self) -> bool:
        """Make the index and its alias unless they are there; True when the alias was made just now."""
        return self.indices.ensure()

    def drop(self, index: str) -> None:
        """Delete an index; one that is not there is no error."""
        self.indices.drop(index)

    def refresh(self) -> None:
        """Make everything written so far searchable now; by itself it becomes so within a second."""
        self.indices.refresh()

    def held(self, keys: Sequence[int]) -> Mapping[int, Held]:
        """What the index holds of these pages, as of now."""
        if not keys:
            return {}
        with told_plainly():
            answer = self.bulk_client.mget(index=self.alias, ids=[str(key) for key in keys], source=["checksum"])
        found = {}
        for row in answer["docs"]:
            if row.get("error", {}).get("type") == "index_not_found_exception":
                raise IndexMissing("The library's index is not in Elasticsearch.")
            if row.get("found"):
                found[int(row["_id"])] = Held(row["_version"], row["_source"].get("checksum", ""))
        return found

    def keys_after(self, key: int, limit: int, *, index: str | None = None) -> Sequence[int]:
        """The next keys that the index holds, or the index ``index``, in order; what was written before the call is seen."""
        with told_plainly():
            self.bulk_client.indices.refresh(index=index or self.alias)
            answer = self.bulk_client.search(
                index=index or self.alias,
                query={"match_all": {}},
                sort=[{"id": {"order": "asc", "unmapped_type": "long"}}],
                search_after=[key],
                size=limit,
                source=False,
                track_total_hits=False,
            )
        return [int(row["_id"]) for row in answer["hits"]["hits"]]

    # --- Writing ----------------------------------------------------------------------------------------------------------------

    def index(self, documents: Sequence[Document], *, into: str | None = None) -> Failures:
        """Write documents to the index behind the alias, or to the index ``into``."""
        return self._bulk(
            ({"_op_type": "index", **_address(one), "_source": source_of(one)} for one in documents), into
        )

    def delete(self, tombstones: Sequence[Tombstone]) -> Failures:
        """Remove pages."""
        return self._bulk(({"_op_type": "delete", **_address(one)} for one in tombstones), None)

    def _bulk(self, actions: Iterator[dict[str, Any]], into: str | None) -> Failures:
        errors: dict[int, str] = {}
        with told_plainly():
            for ok, answer in streaming_bulk(
                self.bulk_client,
                actions,
                index=into or self.alias,
                # Without it a write to a missing index would make one of that name with guessed mappings.
                require_alias=into is None,
                max_chunk_bytes=BULK_BYTES,
                raise_on_error=False,
            ):
                ((operation, row),) = answer.items()
                # 409: the index has a newer version. 404 on delete: it was not there.
                if ok or row["status"] == 409 or (operation == "delete" and row.get("result") == "not_found"):
                    continue
                reason = row.get("error", {})
                kind = reason.get("type")
                if kind == "index_not_found_exception":
                    raise IndexMissing("The library's index is not in Elasticsearch.")
                if kind in SERVER_REFUSALS or row["status"] in (429, 503):
                    raise EngineAway(f"Elasticsearch takes no documents just now ({kind}).")
                errors[int(row["_id"])] = f"{kind}: {reason.get('reason')}"
        return Failures(errors)

    # --- Searching --------------------------------------------------------------------------------------------------------------

    def search(self, request: SearchRequest) -> SearchResult:
        """The hits of a request, by one request to the server; two where a list by what is coming was begun on another engine."""
        if by_meaning.applies(request):
            return self._by_meaning(request)
        if request.order is Order.SOONEST:
            return self._soonest(request)
        after, body = request.after, body_of(request)
        if after is not None and after.engine == self.name:
            body["search_after"] = [after.sort if request.ranked else int(after.sort), after.id]
        else:
            body["from_"] = _offset(request)
        return result_of(request, self._search(body))

    def _soonest(self, request: SearchRequest) -> SearchResult:
        after, searches = request.after, soonest.bodies(request)
        if after is not None and after.engine != self.name:
            lengths = self._msearch(soonest.counting(request))
            searches = list(soonest.beginning_at(_offset(request), searches, lengths))
        return result_of(request, soonest.as_one(self._msearch(searches)))

    def _by_meaning(self, request: SearchRequest) -> SearchResult:
        """The hits of a request by words and by meaning, fused; by two requests to the server, three below the fused part."""
        words, near = self._msearch(by_meaning.bodies(request))
        found = by_meaning.fuse(request, words, near)
        position = request.after.position if request.after else 0
        if position < len(found.ranking) or not found.ranking:
            result = by_meaning.page_of(request, found)
            if not request.highlights or not result.hits:
                return result
            rows = self._search(by_meaning.texts_body([hit.id for hit in result.hits]))["hits"]["hits"]
            fragments = {which(row)[0]: one for row, one in zip(rows, fragments_of(request, rows), strict=True)}
            return replace(result, hits=[replace(hit, fragments=fragments.get(hit.id, ())) for hit in result.hits])
        rest = by_meaning.rest_of(request, found)
        body = body_of(rest)
        if request.after is not None and request.after.engine == self.name and position > len(found.ranking):
            body["search_after"] = [request.after.sort, request.after.id]
        else:
            body["from_"] = min(position - len(found.ranking), DEEPEST_OFFSET - request.first - 1)
        below = result_of(rest, self._search(body))
        return replace(below, total=max(found.by_words.total, len(found.ranking)), facets=found.by_words.facets)

    def _msearch(self, bodies: Sequence[dict[str, Any]]) -> list[Mapping[str, Any]]:
        searches: list[dict[str, Any]] = []
        for body in bodies:
            header = {"index": self.alias, **({"preference": body["preference"]} if "preference" in body else {})}
            searches += [
                header,
                {_AS_SENT.get(name, name): part for name, part in body.items() if name != "preference"},
            ]
        with told_plainly():
            answers = self._asked().msearch(searches=searches)["responses"]
        return [_whole(answer) for answer in answers]

    def suggest(self, request: SuggestRequest) -> Sequence[tuple[int, str]]:
        """Key and type of the pages whose titles go on from what was typed: those that begin with it first, then the shorter."""
        if not request.words:
            return []
        rows = self._search(suggest_body(request))["hits"]["hits"]
        return [which(row) for row in rows]

    def similar(self, request: SimilarRequest) -> Mapping[int, Sequence[tuple[int, str]]]:
        """For each page those most like it in the words of title and body, by one request to the server; by two for those who may see
        private pages, because the text of a page is then looked for in two places.
        """
        found: dict[int, Sequence[tuple[int, str]]] = {page: [] for page in request.pages}
        texts: dict[int, Mapping[str, str] | None] = dict.fromkeys(request.pages)
        if request.pages and not request.reader.public_only:
            texts = {which(row)[0]: row["_source"] for row in self._search(texts_body(request))["hits"]["hits"]}
        if texts:
            answers = self._msearch([similar_body(request, page, self.alias, text) for page, text in texts.items()])
            for page, answer in zip(texts, answers, strict=True):
                found[page] = [which(row) for row in answer["hits"]["hits"]]
        return found

    def _asked(self) -> Elasticsearch:
        """The client for what a person waits for, with no more patience than the person has left. Raises PastDeadline."""
        deadline.check()
        left = deadline.remaining()
        return self.client if left is None or left >= self.timeout else self.client.options(request_timeout=left)

    def _search(self, body: dict[str, Any]) -> Mapping[str, Any]:
        with told_plainly():
            answer = self._asked().search(index=self.alias, **body).body
        rows = _whole(answer)["hits"]["hits"]
        if rows and not rows[0]["_index"].startswith(f"{self.alias}-"):
            raise IndexMissing("What answers in the place of the library's index is another one.")
        return answer


def _offset(request: SearchRequest) -> int:
    """Where a list begins or goes on that was begun on another engine. Raises EngineUnavailable where that is too deep."""
    position = request.after.position if request.after else 0
    if position + request.first + 1 > DEEPEST_OFFSET:
        raise EngineUnavailable("Elasticsearch cannot go on so deep in a list that another engine began.")
    return position


def _whole(answer: Mapping[str, Any]) -> Mapping[str, Any]:
    """The answer, if it is one of the whole index."""
    error = answer.get("error")
    if error is not None:
        missing = error.get("type") == "index_not_found_exception"
        raise (
            IndexMissing("The library's index is not in Elasticsearch.")
            if missing
            else EngineUnavailable(f"Elasticsearch refused the request (status {answer.get('status')}).")
        )
    if answer["timed_out"] or answer["_shards"]["failed"]:
        raise EngineUnavailable("Elasticsearch could not search the whole index.")
    return answer


def _address(one: Document | Tombstone) -> dict[str, Any]:
    return {"_id": str(one.id), "version": one.version, "version_type": "external_gte"}
