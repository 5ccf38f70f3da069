"""Query limits: depth, aliases, fields and size of a document, each checked before it costs anything.

What is counted here needs no schema, so a document that is too large is rejected before it is validated; what it would cost to answer is
worked out afterwards (``graphql_api.documents.cost``). Aliases, directives and fields inside a fragment count once, where the fragment is defined: a
client that shares fragments, as generated ones do, writes them once. What its many uses cost is what cost and depth are for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from graphql import DocumentNode, FieldNode, FragmentDefinitionNode, FragmentSpreadNode, OperationDefinitionNode

from graphql_api.documents.overlapping_fields import check_overlapping_fields
from graphql_api.errors import FragmentCycle, IntrospectionDisabled, QueryTooComplex

SPLIT = "Split it into several requests."
DEEPER = "Ask for deeper objects in a query of their own."
INTROSPECTION = ("__schema", "__type")


@dataclass(frozen=True)
class Limits:
    """The most that one request may reach; ``GRAPHQL_LIMITS`` in the settings."""

    body_bytes: int  # of a POST, as sent
    characters: int  # of a document
    tokens: int  # of a document: names, numbers, texts and marks
    selections: int  # fields in one pair of braces: validation compares each with each
    depth: int  # objects inside objects
    aliases: int
    repeats: int  # pairs of fields with the same name in the same place
    directives: int  # in an operation with its fragments
    fragments: int  # that a document defines
    definitions: int  # of variables, in an operation
    variables: int  # values in the variables, those inside lists and objects too
    cost: int

    @classmethod
    def current(cls) -> Limits:
        """The limits of the settings."""
        given: dict[str, int] = settings.GRAPHQL_LIMITS
        if _current.given is not given:
            _current.limits, _current.given = cls(**given), given
        assert _current.limits is not None
        return _current.limits


@dataclass
class _Current:
    given: dict[str, int] | None = None
    limits: Limits | None = None


_current = _Current()

# The lexical grammar of GraphQL (October 2021, section 2.1), as far as counting needs it. Comments are matched to be left out.
TOKEN = re.compile(
    r'#[^\n\r]*|(?P<token>"""(?:[^"\\]|\\"""|\\|"(?!""))*+"""|"(?:[^"\\\n\r]|\\.)*+"?|[_A-Za-z][_0-9A-Za-z]*+|-?[0-9][0-9A-Za-z.+-]*+|\.\.\.|[!$&()\[\]{}:=@|])'
)


def check_text(text: str, limits: Limits) -> int:
    """How many tokens a text has; found in a twentieth of the time that reading it would take. Raises QueryTooComplex."""
    if len(text) > limits.characters:
        raise QueryTooComplex("number of characters", limits.characters, len(text), SPLIT)
    count = sum(1 for match in TOKEN.finditer(text) if match.lastgroup)
    if count > limits.tokens:
        raise QueryTooComplex("number of tokens", limits.tokens, count, SPLIT)
    return count


@dataclass
class Part:
    """What one operation or fragment has of its own, and which fragments it spreads how deep inside."""

    depth: int = 0
    aliases: int = 0
    directives: int = 0
    introspects: str = ""
    spreads: dict[str, int] = field(default_factory=dict)


def check_shape(document: DocumentNode, limits: Limits, *, introspection: bool) -> None:
    """Reject a document past a limit, one whose fragments form a circle, and introspection where it is off.

    Raises QueryTooComplex, FragmentCycle or IntrospectionDisabled.
    """
    nodes = {one.name.value: one for one in document.definitions if isinstance(one, FragmentDefinitionNode)}
    if len(nodes) > limits.fragments:
        raise QueryTooComplex("number of fragments", limits.fragments, len(nodes), SPLIT)
    fragments = {name: _part(node, limits) for name, node in nodes.items()}
    depths: dict[str, int] = {}
    for name in fragments:
        _depth(name, fragments, depths, [])
    unused = dict(nodes)
    for operation in document.definitions:
        if not isinstance(operation, OperationDefinitionNode):
            continue
        own = _part(operation, limits)
        reached = list(_reached(own, fragments))
        _check_sums([own, *(fragments[name] for name in reached)], limits, introspection)
        depth = max([own.depth, *(at + depths[name] for name, at in own.spreads.items() if name in depths)])
        if depth > limits.depth:
            raise QueryTooComplex("depth", limits.depth, depth, DEEPER)
        if len(operation.variable_definitions) > limits.definitions:
            raise QueryTooComplex("number of variables", limits.definitions, len(operation.variable_definitions), SPLIT)
        check_overlapping_fields(operation, nodes, limits.repeats)
        for name in reached:
            unused.pop(name, None)
    for node in unused.values():  # an error, but validation compares their fields all the same
        check_overlapping_fields(node, nodes, limits.repeats)


def _check_sums(parts: Sequence[Part], limits: Limits, introspection: bool) -> None:
    introspects = next((part.introspects for part in parts if part.introspects), "")
    if introspects and not introspection:
        raise IntrospectionDisabled(introspects)
    aliases = sum(part.aliases for part in parts)
    if aliases > limits.aliases:
        raise QueryTooComplex("number of aliases", limits.aliases, aliases, SPLIT)
    directives = sum(part.directives for part in parts)
    if directives > limits.directives:
        raise QueryTooComplex("number of directives", limits.directives, directives, SPLIT)


def _part(definition: Any, limits: Limits) -> Part:
    part = Part(directives=len(definition.directives))
    waiting: list[tuple[Any, int]] = [(definition.selection_set, 1)]
    while waiting:
        selected, depth = waiting.pop()
        if len(selected.selections) > limits.selections:
            raise QueryTooComplex(
                "number of fields in one selection", limits.selections, len(selected.selections), SPLIT
            )
        for node in selected.selections:
            part.directives += len(node.directives)
            if isinstance(node, FragmentSpreadNode):
                name = node.name.value
                part.spreads[name] = max(part.spreads.get(name, 0), depth - 1)
                continue
            below = depth
            if isinstance(node, FieldNode):
                part.depth = max(part.depth, depth)
                part.aliases += node.alias is not None
                if node.name.value in INTROSPECTION:
                    part.introspects = node.name.value
                below += 1
            if node.selection_set is not None:
                waiting.append((node.selection_set, below))
    return part


def _reached(part: Part, fragments: Mapping[str, Part]) -> Iterator[str]:
    """The names of the fragments that a part spreads, directly or not, each once."""
    seen: set[str] = set()
    waiting = [*part.spreads]
    while waiting:
        name = waiting.pop()
        if name not in seen and name in fragments:  # a fragment that is not there is found by validation
            seen.add(name)
            waiting.extend(fragments[name].spreads)
            yield name


def _depth(name: str, fragments: Mapping[str, Part], known: dict[str, int], above: list[str]) -> int:
    if name in above:
        raise FragmentCycle([*above[above.index(name) :], name])
    if name not in fragments:
        return 0
    if name not in known:
        part = fragments[name]
        inner = (at + _depth(spread, fragments, known, [*above, name]) for spread, at in part.spreads.items())
        known[name] = max([part.depth, *inner])
    return known[name]


def check_variables(variables: Mapping[str, Any], limit: int) -> None:
    """Reject variables with too many values, counted through lists and objects. Raises QueryTooComplex."""
    count = 0
    waiting: list[Any] = [variables]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            count += len(value)
            waiting.extend(value.values())
        elif isinstance(value, list):
            count += len(value)
            waiting.extend(value)
        if count > limit:
            raise QueryTooComplex("number of values in `variables`", limit, f"more than {limit}", "Send fewer of them.")
