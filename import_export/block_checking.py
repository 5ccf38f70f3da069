"""Checking blocks by their own ``clean()``, with nothing in the database yet, and finding the line of each error.

The definitions are copied and the choosers of the copy taken as answered: whether what they name exists was checked when they were read.
"""

from __future__ import annotations

import copy
from functools import cache, lru_cache
from typing import Any

from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.blocks.list_block import ListBlock, ListBlockValidationError
from wagtail.blocks.stream_block import StreamBlockValidationError
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.fields import StreamField

from import_export.block_reading import Trace

REQUIRED = str(blocks.CharBlock().field.error_messages["required"])


@cache
def _offline(column: StreamField) -> blocks.StreamBlock:
    """The column's definitions, for this module alone, that never ask the database."""
    block = copy.deepcopy(column.stream_block)
    _answer_choosers(block)
    return block


@lru_cache(maxsize=1024)
def stand_in(model: Any, key: int | None) -> Any:
    """An object that stands for one that is, or will be, in the database; None for no key."""
    return None if key is None else model(pk=key)


def _answer_choosers(block: blocks.Block) -> None:
    if isinstance(block, blocks.StreamBlock | blocks.StructBlock):
        for child in block.child_blocks.values():
            _answer_choosers(child)
    elif isinstance(block, ListBlock):
        _answer_choosers(block.child_block)
    elif isinstance(block, blocks.ChooserBlock):
        model = block.model_class

        def clean(value: Any) -> Any:
            if value is None and block.required:
                raise ValidationError(REQUIRED)
            return value

        block.to_python = lambda key: stand_in(model, key)
        block.bulk_to_python = lambda keys: [stand_in(model, key) for key in keys]
        block.clean = clean


def check_stream(column: StreamField, stored: list[Any], trace: Trace) -> None:
    """Note what the blocks of a stored stream complain of, and what the stream complains of as a whole.

    Blocks are checked one by one first. Where some fail, the rules of the whole stream are tried on the others, and only their errors about
    other kinds of block are noted: an error that the failing block may have caused is not one.
    """
    block = _offline(column)
    value = block.to_python(stored)
    failing: set[int] = set()
    for position, child in enumerate(value):
        part = trace.parts[position]
        try:
            child.block.clean(child.value)
        except ValidationError as error:
            _note(error, child.block, part)
        if part.location.failed:
            failing.add(position)
    sound = [position for position in range(len(stored)) if position not in failing]
    try:
        block.clean(block.to_python([stored[position] for position in sound]) if failing else value)
    except StreamBlockValidationError as error:
        kinds = {stored[position]["type"] for position in failing}
        for position, child_error in error.block_errors.items():
            if stored[sound[position]]["type"] not in kinds:
                child = block.child_blocks[stored[sound[position]]["type"]]
                _note(child_error, child, trace.parts[sound[position]])
        if not failing:
            _note_messages(error.non_block_errors.as_data(), trace)


def _note(error: ValidationError, block: blocks.Block, trace: Trace) -> None:
    if isinstance(error, StructBlockValidationError):
        for name, child_error in error.block_errors.items():
            _note(child_error, block.child_blocks[name], trace.parts[name])
        _note_messages(error.non_block_errors.as_data(), trace)
    elif isinstance(error, ListBlockValidationError):
        for position, child_error in error.block_errors.items():
            _note(child_error, block.child_block, trace.parts[position])
        _note_messages(error.non_block_errors.as_data(), trace)
    elif isinstance(error, StreamBlockValidationError):
        _note_messages(error.non_block_errors.as_data(), trace)
        for position, child_error in error.block_errors.items():
            children = list(block.child_blocks.values())
            _note(child_error, children[0], trace.parts[position])
    else:
        _note_messages(
            [error],
            trace,
            str(getattr(block.meta, "help_text", "") or getattr(getattr(block, "field", None), "help_text", "")),
        )


def _note_messages(errors: list[ValidationError], trace: Trace, help_text: str = "") -> None:
    if trace.location.failed:
        return
    for error in errors:
        for message in error.messages:
            if message == REQUIRED:
                message = f"This field is missing. Add it. {help_text}".rstrip()
            trace.location.problem(message)
