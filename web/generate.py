"""Writes what is generated from the schema and the documents: `make web-models` runs it.

- `api/models/`: typed models and a client, by ariadne-codegen.
- `api/persisted-documents.json`: the documents by their SHA-256: what is sent, and what `register_documents` registers.

ariadne-codegen loses fragments on interfaces that are spread at fields of other types, so those are put in their places
first. It is run in an environment of its own (`requirements-dev.txt`), nothing of it is needed to serve the site.
"""

from __future__ import annotations

import copy
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    NameNode,
    SelectionSetNode,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    build_schema,
    get_named_type,
    is_abstract_type,
    parse,
    print_ast,
    separate_operations,
    strip_ignored_characters,
    visit,
)

HERE = Path(__file__).parent


def inlined(schema_text: str, documents: str, every: bool = False) -> str:
    """The documents with fragments on interfaces put in the places of their spreads; every fragment, for a client that
    sends what the generator wrote: it asks for no type's name within those that it keeps."""
    schema = build_schema(schema_text)
    definitions = parse(documents).definitions
    fragments = {one.name.value: one for one in definitions if isinstance(one, FragmentDefinitionNode)}
    placed = {name for name, one in fragments.items() if every or is_abstract_type(_on(schema, one))}

    def selected(parent: Any, selection: SelectionSetNode) -> SelectionSetNode:
        return SelectionSetNode(selections=tuple(new for one in selection.selections for new in replaced(parent, one)))

    def replaced(parent: Any, node: Any) -> Iterator[Any]:
        if isinstance(node, FieldNode):
            if node.selection_set and node.name.value != "__typename":
                node.selection_set = selected(get_named_type(parent.fields[node.name.value].type), node.selection_set)
            yield node
        elif isinstance(node, FragmentSpreadNode) and node.name.value not in placed:
            yield node
        else:
            source: Any = fragments[node.name.value] if isinstance(node, FragmentSpreadNode) else node
            type_ = _on(schema, source)
            selection = selected(type_, copy.deepcopy(source.selection_set))
            if type_ is parent:
                yield from selection.selections
            else:
                yield InlineFragmentNode(type_condition=source.type_condition, directives=(), selection_set=selection)

    kept: list[str] = []
    for one in definitions:
        if isinstance(one, FragmentDefinitionNode):
            if one.name.value in placed:
                continue
            parent = _on(schema, one)
        else:
            parent = schema.get_root_type(one.operation)  # type: ignore[attr-defined]  # only operations are left
        one.selection_set = selected(parent, one.selection_set)  # type: ignore[attr-defined]  # both have one
        kept.append(print_ast(one))
    return "\n\n".join(kept) + "\n"


def _on(schema: Any, fragment: Any) -> Any:
    return schema.type_map[fragment.type_condition.name.value]


class Named(Visitor):
    """Asks for the name of the type wherever it may be one of several: the models tell them apart by it."""

    def __init__(self, info: TypeInfo) -> None:
        super().__init__()
        self.info = info

    def enter_field(self, node: FieldNode, *_: Any) -> Any:
        """Add the name to the selection of a field."""
        if node.selection_set is None or not is_abstract_type(get_named_type(self.info.get_type())):
            return None
        selections = node.selection_set.selections
        if any(isinstance(one, FieldNode) and one.name.value == "__typename" for one in selections):
            return None
        name = FieldNode(name=NameNode(value="__typename"), alias=None, arguments=(), directives=(), selection_set=None)
        node.selection_set = SelectionSetNode(selections=(name, *selections))
        return None


def manifest(schema_text: str, documents: str) -> dict[str, str]:
    """Each operation with the fragments that it needs, in few characters, by the SHA-256 of its text."""
    info, document = TypeInfo(build_schema(schema_text)), parse(documents)
    visit(document, TypeInfoVisitor(info, Named(info)))
    texts = (strip_ignored_characters(print_ast(one)) for one in separate_operations(document).values())
    return {hashlib.sha256(text.encode()).hexdigest(): text for text in texts}


def build_when_used(models: Path) -> None:
    """Have each model built when it is first used: to build them all takes three seconds of every start."""
    base = models / "base_model.py"
    base.write_text(
        base.read_text().replace("model_config = ConfigDict(", "model_config = ConfigDict(\n        defer_build=True,")
    )
    for one in models.glob("*.py"):
        one.write_text(re.sub(r"^\w+\.model_rebuild\(\)\n", "", one.read_text(), flags=re.MULTILINE))


def main(arguments: list[str]) -> int:
    """Generate from the schema that is named."""
    schema = Path(arguments[0])
    documents = "\n".join(one.read_text() for one in sorted((HERE / "api" / "documents").glob("*.graphql")))
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        shutil.copy(schema, work / "schema.graphql")
        shutil.copy(HERE / "codegen.toml", work)
        shutil.copy(HERE / "api" / "base.py", work)
        (work / "inlined.graphql").write_text(inlined(schema.read_text(), documents))
        generator = shutil.which("ariadne-codegen", path=str(Path(sys.executable).parent))
        if generator is None:
            raise SystemExit("ariadne-codegen is not installed: use the environment of web/requirements-dev.txt")
        command = [generator, "--config", "codegen.toml", "client"]
        # Its sets are printed in an order that follows the hash seed.
        seeded = {**os.environ, "PYTHONHASHSEED": "0"}
        subprocess.run(command, cwd=work, check=True, stdout=subprocess.DEVNULL, env=seeded)  # noqa: S603 - our own program
        models = HERE / "api" / "models"
        shutil.rmtree(models, ignore_errors=True)
        build_when_used(work / "models")
        shutil.copytree(work / "models", models, ignore=shutil.ignore_patterns("__pycache__"))
    (HERE / "api" / "persisted-documents.json").write_text(
        json.dumps(manifest(schema.read_text(), documents), indent=2) + "\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
