"""The operations that the clients ask, and what they read of the schema."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLSchema,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    parse,
    separate_operations,
    visit,
)

OPERATIONS: dict[str, DocumentNode] = separate_operations(
    parse((Path(__file__).parent / "library.graphql").read_text(encoding="utf-8"))
)


class Selected(Visitor):
    """Notes each field of an operation with the type that it is selected on."""

    def __init__(self, info: TypeInfo) -> None:
        super().__init__()
        self.info = info
        self.fields: set[tuple[str, str]] = set()

    def enter_field(self, node: FieldNode, *_: Any) -> None:
        parent = self.info.get_parent_type()
        assert parent is not None
        self.fields.add((parent.name, node.name.value))


def selected_fields(schema: GraphQLSchema) -> set[tuple[str, str]]:
    """Every field that an operation reads, after the name of the type that has it."""
    selected = Selected(TypeInfo(schema))
    for document in OPERATIONS.values():
        visit(document, TypeInfoVisitor(selected.info, selected))
    return selected.fields
