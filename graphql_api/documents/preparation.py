"""Document cache: a document is parsed, measured and validated once, and remembered under its hash."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    parse,
    specified_rules,
    validate,
)

from content_types.core.errors import ClientError
from graphql_api.documents.cost import Measure, leaves
from graphql_api.documents.limits import DEEPER, Limits, check_shape, check_text
from graphql_api.errors import QueryTooComplex
from graphql_api.response_cache.lru_cache import LRUCache
from graphql_api.schema.building import get_schema

MAX_VALIDATION_ERRORS = 10  # each costs a millisecond or two
# Tokens of all documents that a process remembers. A token of a parsed document takes about 410 bytes, so this is 16 MB, or sixty
# documents that each read a whole page of the library.
REMEMBERED_TOKENS = 40_000
REMEMBERED_COSTS = 100  # of one document, for different values of `first`


@dataclass(frozen=True)
class Document:
    """A text that has been read: what it says, or why it is rejected."""

    sha256: str
    text: str
    tokens: int
    node: DocumentNode | None
    errors: tuple[GraphQLError, ...] = ()
    fragments: Mapping[str, FragmentDefinitionNode] = field(default_factory=dict)
    _costs: dict[Any, int] = field(default_factory=dict)
    _counting: dict[int, tuple[str, ...]] = field(default_factory=dict)

    def cost(self, operation: OperationDefinitionNode, variables: Mapping[str, Any]) -> int:
        """The cost of one of its operations; remembered for the variables that it depends on."""
        counting = self._counting.get(id(operation))
        if counting is not None:
            key = (id(operation), *(_counted(variables, name) for name in counting))
            if key in self._costs:
                return self._costs[key]
        measure = Measure(get_schema().graphql_schema, self.fragments, variables)
        found = measure.operation(operation)
        names = self._counting.setdefault(id(operation), tuple(measure.counting))
        if len(self._costs) < REMEMBERED_COSTS:
            self._costs[(id(operation), *(_counted(variables, name) for name in names))] = found
        return found

    @property
    def operations(self) -> list[OperationDefinitionNode]:
        """Its operations in the order of the text."""
        found = self.node.definitions if self.node else ()
        return [one for one in found if isinstance(one, OperationDefinitionNode)]


def _counted(variables: Mapping[str, Any], name: str) -> tuple[str, Any]:
    """What of a variable a cost may depend on, and of which kind it is: what costs something else is never taken for the same.

    Short, however long the value: of a list how long it is, of an object how many values it holds, of a text that it is one.
    """
    if name not in variables:
        return "left out", None  # the operation's own default counts
    value = variables[name]
    if isinstance(value, list):
        return "list", len(value)
    if isinstance(value, dict):
        return "object", leaves(value)
    return type(value).__name__, None if isinstance(value, str) else value


remembered: LRUCache[str, Document] = LRUCache(REMEMBERED_TOKENS, lambda document: document.tokens)  # by hash


def hash_of(text: str) -> str:
    """The SHA-256 of a text in UTF-8, in hexadecimal digits.

    A lone surrogate, which no document may hold and UTF-8 cannot say, has bytes that no other text has: what is remembered under a hash is of
    that text alone.
    """
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def read(text: str, sha256: str | None = None) -> Document:
    """The document of a text; ``sha256`` is its hash, where that is known."""
    key = sha256 or hash_of(text)
    document = remembered.get(key)
    if document is None:
        document = check(text, key)
        # What is rejected for its size is not kept: it is rejected as quickly again, and nobody asks for it twice in earnest.
        if not any(isinstance(error, ClientError) for error in document.errors):
            remembered.put(key, document)
    return document


def check(text: str, sha256: str) -> Document:
    """Parse, measure and validate a text, whether or not it is remembered."""
    limits = Limits.current()
    tokens = 0
    try:
        tokens = check_text(text, limits)
        node = parse(text, max_tokens=limits.tokens)
        check_shape(node, limits, introspection=settings.GRAPHQL_INTROSPECTION)
        errors = validate(get_schema().graphql_schema, node, specified_rules, max_errors=MAX_VALIDATION_ERRORS)
    except (GraphQLSyntaxError, ClientError) as error:
        return Document(sha256, text, tokens, None, (error,))
    except RecursionError:
        deep = QueryTooComplex("nesting", limits.depth, "too deep to read", DEEPER)
        return Document(sha256, text, tokens, None, (deep,))
    if errors:
        return Document(sha256, text, tokens, None, tuple(errors))
    fragments = {one.name.value: one for one in node.definitions if isinstance(one, FragmentDefinitionNode)}
    return Document(sha256, text, tokens, node, (), fragments)
