"""The Elasticsearch engine: an index of the library's own behind an alias, kept and asked with elasticsearch-py."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from elastic_transport import TransportError
from elasticsearch import ApiError, BadRequestError, Elasticsearch, NotFoundError
from elasticsearch.helpers import streaming_bulk

from search.documents import Document
from search.engines import ELASTICSEARCH
from search.engines.base import TOTAL_LIMIT, Cursor, Failures, Hit, SearchRequest, SearchResult, Tombstone, ValueFilter
from search.engines.elasticsearch_index import MAPPINGS, SETTINGS
from search.errors import EngineUnavailable, IndexMissing

INDEXING_TIMEOUT = 30  # seconds a bulk request may take; nobody waits for it
DEEPEST_OFFSET = 10_000  # Elasticsearch's own limit of from + size


@contextmanager
def _told_plainly() -> Iterator[None]:
    """Turn the client's errors, which name hosts, into EngineUnavailable, which does not."""
    try:
        yield
    except NotFoundError as error:
        raise IndexMissing("The library's index is not in Elasticsearch.") from error
    except ApiError as error:
        raise EngineUnavailable(f"Elasticsearch refused the request (status {error.meta.status}).") from error
    except TransportError as error:
        raise EngineUnavailable(f"Elasticsearch did not answer ({type(error).__name__}).") from error


class ElasticsearchEngine:
    """The index behind the alias ``alias``. Safe to share between threads."""

    name = ELASTICSEARCH

    def __init__(self, url: str, alias: str, timeout: float) -> None:
        self.alias = alias
        # Never two tries of one search: the database engine answers instead.
        self.client = Elasticsearch(url, request_timeout=timeout, max_retries=0, retry_on_timeout=False)
        self.bulk_client = self.client.options(request_timeout=INDEXING_TIMEOUT)

    # --- The index --------------------------------------------------------------------------------------------------------------

    def ensure(self) -> bool:
        """Make the index and its alias unless they are there; True when the alias was made just now."""
        with _told_plainly():
            if self.bulk_client.indices.exists_alias(name=self.alias):
                return False
            # Always by the same name, so that of two workers only one makes it.
            first = f"{self.alias}-first"
            try:
                self.create(first, aliases={self.alias: {}})
            except BadRequestError as error:
                if error.error != "resource_already_exists_exception":
                    raise
                self.bulk_client.indices.put_alias(index=first, name=self.alias)
            return True

    def create(self, index: str, aliases: Mapping[str, Any] | None = None) -> None:
        """Make an empty index with the library's analysis and mapping."""
        self.bulk_client.indices.create(index=index, settings=SETTINGS, mappings=MAPPINGS, aliases=aliases)

    def create_beside(self) -> str:
        """Make an empty index under a new name that no search sees yet; gives the name."""
        name = f"{self.alias}-{uuid.uuid4().hex[:12]}"
        with _told_plainly():
            self.create(name)
        return name

    def swap(self, index: str) -> None:
        """Point the alias at this index in one step, and delete those that it pointed at."""
        with _told_plainly():
            old = (
                list(self.bulk_client.indices.get_alias(name=self.alias))
                if self.bulk_client.indices.exists_alias(name=self.alias)
                else []
            )
            self.bulk_client.indices.update_aliases(
                actions=[
                    *({"remove": {"index": name, "alias": self.alias}} for name in old if name != index),
                    {"add": {"index": index, "alias": self.alias}},
                ]
            )
            for name in old:
                if name != index:
                    self.drop(name)

    def drop(self, index: str) -> None:
        """Delete an index; one that is not there is no error."""
        with _told_plainly():
            self.bulk_client.indices.delete(index=index, ignore_unavailable=True)

    def refresh(self, index: str | None = None) -> None:
        """Make everything written so far searchable now; by itself it becomes so within a second."""
        with _told_plainly():
            self.bulk_client.indices.refresh(index=index or self.alias)

    def versions(self, keys: Sequence[int]) -> dict[int, int]:
        """The versions in which the index holds these pages; those that it does not hold are left out."""
        with _told_plainly():
            answer = self.bulk_client.mget(index=self.alias, ids=[str(key) for key in keys], source=False)
        return {int(row["_id"]): row["_version"] for row in answer["docs"] if row.get("found")}

    # --- Writing ----------------------------------------------------------------------------------------------------------------

    def index(self, documents: Sequence[Document], *, into: str | None = None) -> Failures:
        """Write documents to the index behind the alias, or to the index ``into``."""
        return self._bulk(({"_op_type": "index", **_address(one), "_source": one.as_json()} for one in documents), into)

    def delete(self, tombstones: Sequence[Tombstone]) -> Failures:
        """Remove pages."""
        return self._bulk(({"_op_type": "delete", **_address(one)} for one in tombstones), None)

    def _bulk(self, actions: Iterator[dict[str, Any]], into: str | None) -> Failures:
        errors: dict[int, str] = {}
        with _told_plainly():
            for ok, answer in streaming_bulk(
                self.bulk_client,
                actions,
                index=into or self.alias,
                # Without it a write to a missing alias would make an index of that name with guessed mappings.
                require_alias=into is None,
                max_chunk_bytes=10 * 1024 * 1024,
                raise_on_error=False,
            ):
                ((operation, row),) = answer.items()
                # 409: the index has a newer version. 404 on delete: it was not there.
                if ok or row["status"] == 409 or (operation == "delete" and row.get("result") == "not_found"):
                    continue
                reason = row.get("error", {})
                if reason.get("type") == "index_not_found_exception":
                    raise IndexMissing("The library's index is not in Elasticsearch.")
                errors[int(row["_id"])] = f"{reason.get('type')}: {reason.get('reason')}"
        return Failures(errors)

    # --- Searching --------------------------------------------------------------------------------------------------------------

    def search(self, request: SearchRequest) -> SearchResult:
        """The hits of a request, by one request to the server."""
        after, position = request.after, request.after.position if request.after else 0
        body: dict[str, Any] = {
            "query": query_of(request),
            "sort": [{"_score": "desc"}, {"id": "asc"}]
            if request.text
            else [{"first_published_at": "desc"}, {"id": "desc"}],
            "size": request.first + 1,
            "track_total_hits": TOTAL_LIMIT,
            "source": ["type"],
        }
        if after is not None and after.engine == self.name:
            body["search_after"] = [after.sort if request.text else int(after.sort), after.id]
        elif position + request.first + 1 > DEEPEST_OFFSET:
            raise EngineUnavailable("Elasticsearch cannot go on so deep in a list that another engine began.")
        else:
            body["from_"] = position
        with _told_plainly():
            answer = self.client.search(index=self.alias, **body)
        if answer["timed_out"] or answer["_shards"]["failed"]:
            raise EngineUnavailable("Elasticsearch could not search the whole index.")
        rows = answer["hits"]["hits"]
        hits = [
            Hit(
                id=int(row["_id"]),
                type=row["_source"]["type"],
                score=row["_score"] if request.text else None,
                cursor=Cursor(self.name, position + nth, float(row["sort"][0]), row["sort"][1]),
            )
            for nth, row in enumerate(rows[: request.first], 1)
        ]
        return SearchResult(self.name, hits, answer["hits"]["total"]["value"], len(rows) > request.first)


def _address(one: Document | Tombstone) -> dict[str, Any]:
    return {"_id": str(one.id), "version": one.version, "version_type": "external_gte"}


def query_of(request: SearchRequest) -> dict[str, Any]:
    """The request in Elasticsearch's query language."""
    must: list[dict[str, Any]] = []
    if request.text:
        must.append(
            # Title and body as one field: a word counts by how rare it is in both together, and twice in a title.
            {"combined_fields": {"query": request.text, "fields": ["title^2", "body"], "operator": "or"}}
        )
    filters: list[dict[str, Any]] = []
    refused: list[dict[str, Any]] = [{"range": {"expires_at": {"lte": request.now.isoformat()}}}]
    if request.refused_pages:
        refused.append({"terms": {"ancestry": sorted(request.refused_pages)}})
    if request.refused_restrictions:
        refused.append({"terms": {"restrictions": sorted(request.refused_restrictions)}})
    for one in request.filters:
        filters.extend(_required(one))
        if one.none_of:
            refused.append({"terms": {f"values.{one.field}": list(one.none_of)}})
    published = {
        name: moment.isoformat()
        for name, moment in (("gte", request.published_from), ("lt", request.published_before))
        if moment is not None
    }
    if published:
        filters.append({"range": {"first_published_at": published}})
    return {"bool": {"must": must or [{"match_all": {}}], "filter": filters, "must_not": refused}}


def _required(one: ValueFilter) -> Iterator[dict[str, Any]]:
    if one.any_of is not None:
        yield {"terms": {f"values.{one.field}": list(one.any_of)}}
    for value in one.all_of:
        yield {"term": {f"values.{one.field}": value}}
