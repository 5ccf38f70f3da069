"""The indices behind the library's alias: made, told apart, swapped, removed."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from elasticsearch import BadRequestError, Elasticsearch

from search.engines.elasticsearch.client import told_plainly
from search.engines.elasticsearch.mapping import digest, index_mappings, index_settings
from search.errors import EngineUnavailable

_BUILDING = {"index.refresh_interval": "-1"}  # nobody searches it yet
_LIVE = {"index.refresh_interval": None}


@dataclass(frozen=True)
class IndexState:
    """An index of the library: whether the alias leads to it, and how it was built."""

    name: str
    live: bool
    digest: str  # empty: not by this code

    @property
    def current(self) -> bool:
        """Whether it is built as the code builds it now."""
        return self.digest == digest()


class Indices:
    """The indices of one alias. Every method raises EngineAway and EngineUnavailable."""

    def __init__(self, alias: str, quick: Elasticsearch, patient: Elasticsearch) -> None:
        self.alias = alias
        self._quick = quick
        self._client = patient

    def states(self) -> list[IndexState]:
        """The library's indices: all that the alias leads to, whoever made them, and all that were made for it."""
        with told_plainly():
            found = self._client.indices.get(
                index=f"{self.alias},{self.alias}-*", ignore_unavailable=True, features=["aliases", "mappings"]
            )
        made = []
        for name, described in found.items():
            meta: Mapping[str, Any] = described["mappings"].get("_meta", {})
            ours = meta.get("library") == self.alias
            live = self.alias in described["aliases"]
            if live or ours:
                made.append(IndexState(name, live, str(meta.get("digest", "")) if ours else ""))
        return sorted(made, key=lambda one: one.name)

    def live(self) -> IndexState | None:
        """The index that searches ask; None when there is none."""
        return next((one for one in self.states() if one.live), None)

    def ping(self) -> None:
        """Return soon if the server answers. Raises EngineAway."""
        with told_plainly():
            self._quick.indices.exists_alias(name=self.alias)

    def ensure(self) -> bool:
        """Make an index and its alias unless they are there; True when the alias was made just now. Says soon whether the server is away."""
        with told_plainly():
            if self._quick.indices.exists_alias(name=self.alias):
                return False
        # Always by the same name, so that of two workers only one makes it.
        first = f"{self.alias}-first"
        left = next((one for one in self.states() if one.name == first), None)
        if left is not None and not left.current:
            self.drop(first)
        with told_plainly():
            try:
                self._create(first, {self.alias: {}}, {})
            except BadRequestError as error:
                if error.error == "invalid_alias_name_exception":
                    raise EngineUnavailable(
                        "An index has the name that the library's alias needs (ELASTICSEARCH_INDEX). Delete it, or choose another name."
                    ) from error
                if error.error != "resource_already_exists_exception":
                    raise
                self._client.indices.put_alias(index=first, name=self.alias)
        return True

    def create_beside(self) -> str:
        """Make an empty index under a new name that no search sees yet; gives the name."""
        name = f"{self.alias}-{uuid.uuid4().hex[:12]}"
        with told_plainly():
            self._create(name, {}, _BUILDING)
        return name

    def _create(self, name: str, aliases: Mapping[str, Any], further: Mapping[str, Any]) -> None:
        # A bulk deletion with a version of ours makes an index where the alias leads nowhere (``require_alias`` is not heeded in deletions), and
        # that would stand in the alias's way: forbid it.
        self._client.indices.put_index_template(
            name=self.alias, index_patterns=[self.alias], template={}, priority=500, allow_auto_create=False
        )
        self._client.indices.create(
            index=name,
            settings={**index_settings(), **further},
            mappings={"_meta": {"library": self.alias, "digest": digest()}, **index_mappings()},
            aliases=aliases,
        )

    def finish(self, index: str) -> None:
        """Make a new index ready to be searched, as the live one is."""
        with told_plainly():
            self._client.indices.put_settings(index=index, settings=_LIVE)

    def swap(self, index: str) -> None:
        """Point the alias at this index in one step, and delete what it pointed at. Raises IndexMissing if this index is gone."""
        old = [one.name for one in self.states() if one.live and one.name != index]
        with told_plainly():
            self._client.indices.update_aliases(
                actions=[
                    *({"remove": {"index": name, "alias": self.alias}} for name in old),
                    {"add": {"index": index, "alias": self.alias}},
                ]
            )
        for name in old:
            self.drop(name)

    def drop(self, index: str) -> None:
        """Delete an index; one that is not there is no error."""
        with told_plainly():
            self._client.indices.delete(index=index, ignore_unavailable=True)

    def refresh(self) -> None:
        """Make everything written so far searchable now; by itself it becomes so within a second."""
        with told_plainly():
            self._client.indices.refresh(index=self.alias)
