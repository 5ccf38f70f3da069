"""How the site asks the API: by GET and by the hash of its own documents, so that ETags and caches between work."""

from __future__ import annotations

import json
import logging
import math
import re
import time
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import httpx2

from web.api.keys import NOBODY, Keys

log = logging.getLogger("web.api")

CONNECT_WITHIN = 1.0  # seconds; the API is in the same house, or near
OPEN_FOR = 2.0  # seconds in which the API is not asked after it did not answer
LONGEST_WAIT = 60  # seconds in which it is not asked because it said so
OPERATION = re.compile(r"\b(query|mutation) (\w+)")
UNKNOWN_HASH = "PERSISTED_QUERY_NOT_FOUND"


class ApiUnavailable(Exception):
    """The API does not answer, or says that it cannot now."""


class ApiBusy(ApiUnavailable):
    """The API answers, and asks to be asked less: again after `wait` seconds."""

    def __init__(self, wait: int) -> None:
        super().__init__(f"The API asks to wait for {wait} seconds.")
        self.wait = wait


class KeyRejected(Exception):
    """A reader's key opens nothing any more; `header` is the one that it was sent in."""

    def __init__(self, header: str) -> None:
        super().__init__(f"The API rejects what was sent as {header}.")
        self.header = header


class ApiError(Exception):
    """The API refuses what was asked; `code` is its word for why."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code


class NotModified(Exception):
    """What was answered before still holds."""


@dataclass
class Exchange:
    """What goes along with one question: the ETag that is known, and what the answer said beside its data."""

    etag: str | None = None
    codes: list[str] = field(default_factory=list)  # of errors in a part of the answer
    keys: Keys = NOBODY  # of the reader; the site's own key is not sent with them
    draft: bool = False  # asked by POST, so that a token is in no address
    mapped: bool = False  # a draft with the map of its sources
    messages: list[str] = field(default_factory=list)  # of those errors
    source_map: dict[str, Any] = field(default_factory=dict)  # of a draft

    @property
    def for_one(self) -> bool:
        """Whether it counts for one reader: what that reader asks too often, everybody else may ask."""
        return bool(self.keys or self.keys.address)


class Transport:
    """The base of the generated client. One for the whole process; its connections are kept open."""

    def __init__(
        self, endpoint: str, client: httpx2.AsyncClient | None = None, key: str = "", timeout: float = 6.0
    ) -> None:
        self.endpoint = endpoint
        self.key = key  # the site's own, which has a rate limit of its own
        self.client = client or httpx2.AsyncClient(
            timeout=httpx2.Timeout(timeout, connect=min(timeout, CONNECT_WITHIN)),
            headers={"User-Agent": "library-site"},
        )
        self._closed_until = 0.0  # the breaker: until then nothing is asked
        self._busy_until = 0.0  # until then nothing is asked for everybody

    async def close(self) -> None:
        """Close the connections."""
        await self.client.aclose()

    async def execute(
        self, query: str, operation_name: str, variables: dict[str, Any], exchange: Exchange | None = None
    ) -> dict[str, Any]:
        """Ask, and give the answer as it came: `data`, `errors`.

        Raises ApiUnavailable, ApiBusy, NotModified, KeyRejected.
        """
        known, now = exchange or Exchange(), time.monotonic()
        if now < self._closed_until:
            raise ApiUnavailable("The API did not answer a moment ago.")
        if now < self._busy_until and not known.for_one:
            raise ApiBusy(math.ceil(self._busy_until - now))
        # What was left out, by the name of its type: the generated module that has it is made on top of this one.
        variables = {name: value for name, value in variables.items() if type(value).__name__ != "UnsetType"}
        document = documents()[operation_name]
        try:
            if document.writes or known.draft:
                return self._read(await self._post(document, operation_name, variables, known), known)
            answer = self._read(await self._get(document, operation_name, variables, known), known)
            if UNKNOWN_HASH in known.codes:
                answer = self._read(await self._post(document, operation_name, variables, known), known)
        except httpx2.HTTPError as error:
            self._closed_until = time.monotonic() + OPEN_FOR
            raise ApiUnavailable(f"The API does not answer: {type(error).__name__}") from error
        return answer

    def headers(self, known: Exchange) -> dict[str, str]:
        """Whose question it is: the reader's, or else the site's."""
        if known.keys or not self.key:
            return known.keys.headers()
        return {**known.keys.headers(), "Authorization": f"Bearer {self.key}"}

    def _read(self, response: httpx2.Response, known: Exchange) -> dict[str, Any]:
        if response.status_code == 304:
            raise NotModified
        if response.status_code == 429:
            wait = retry_after(response)
            if not known.for_one:
                self._busy_until = time.monotonic() + wait
            raise ApiBusy(wait)
        if response.status_code >= 500:
            raise ApiUnavailable(f"The API answered with {response.status_code}.")
        known.etag = response.headers.get("ETag")
        try:
            answer: dict[str, Any] = response.json()
            errors = answer.get("errors") or []
            known.codes = [_code(error) for error in errors]
            known.messages = [str(error.get("message", "")) for error in errors]
            known.source_map = (answer.get("extensions") or {}).get("contentSourceMap") or {}
        except (ValueError, AttributeError) as error:  # a page of something in between, which is no answer of the API
            raise ApiUnavailable(f"What answers with {response.status_code} is not the API.") from error
        if response.status_code == 401 and known.keys:
            raise KeyRejected(str(errors[0].get("extensions", {}).get("field", "")) if errors else "")
        if response.status_code == 401 and self.key:
            log.error("The API rejects API_KEY: %s", " ".join(known.messages))
            raise ApiUnavailable("The API rejects API_KEY.")
        return answer

    async def _get(self, document: Document, name: str, variables: dict[str, Any], known: Exchange) -> httpx2.Response:
        parameters = {"operationName": name, "variables": _json(variables), "extensions": _json(document.extensions)}
        headers = {"Accept": "application/json", **self.headers(known)}
        if known.etag:
            headers["If-None-Match"] = known.etag
        return await self.client.get(self.endpoint, params=parameters, headers=headers)

    async def _post(self, document: Document, name: str, variables: dict[str, Any], known: Exchange) -> httpx2.Response:
        body = {
            "query": document.text,
            "operationName": name,
            "variables": variables,
            "extensions": {**document.extensions, **({"contentSourceMap": True} if known.mapped else {})},
        }
        headers = {"Accept": "application/json", "Content-Type": "application/json", **self.headers(known)}
        return await self.client.post(self.endpoint, content=_json(body), headers=headers)

    def get_data(self, answer: dict[str, Any]) -> dict[str, Any]:
        """The data of an answer. Raises ApiError where there is none."""
        data: dict[str, Any] | None = answer.get("data")
        if data is None:
            first = (answer.get("errors") or [{}])[0]
            raise ApiError(_code(first), first.get("message", "The answer has no data."))
        return data


def retry_after(response: httpx2.Response) -> int:
    """For how many seconds the API asks not to be asked: from one to sixty, as long as its windows are."""
    written = response.headers.get("Retry-After", "")
    return min(max(int(written), 1), LONGEST_WAIT) if written.isascii() and written.isdigit() else 1


def _code(error: dict[str, Any]) -> str:
    return str(error.get("extensions", {}).get("code", "NO_CODE"))


@dataclass(frozen=True)
class Document:
    """What is asked, and the id under which the API knows it."""

    text: str
    extensions: dict[str, Any]
    writes: bool


@cache
def documents() -> dict[str, Document]:
    """The site's documents by the names of their operations. The generated client has them too, with fragments put in
    their places; these are shorter, and registered."""
    manifest: dict[str, str] = json.loads((Path(__file__).parent / "persisted-documents.json").read_text())
    found = {}
    for key, text in manifest.items():
        operation = OPERATION.search(text)
        assert operation is not None  # the generator wrote operations
        extensions = {"persistedQuery": {"version": 1, "sha256Hash": key}}
        found[operation[2]] = Document(text, extensions, operation[1] == "mutation")
    return found


def _json(value: object) -> str:
    return json.dumps(value, separators=(",", ":"), sort_keys=True, default=_plain)


def _plain(value: Any) -> Any:
    return value.model_dump(mode="json", by_alias=True, exclude_unset=True)
