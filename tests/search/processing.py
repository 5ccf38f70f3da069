"""What is written becomes what is found."""

from __future__ import annotations

from search import outbox
from search.engines import ELASTICSEARCH, engine, engine_names
from search.indexing import drain


def process_changes() -> None:
    """Work off the outbox of every engine and make what was written searchable."""
    for name in engine_names():
        outcome = drain(engine(name))
        assert not outcome.errors, outcome.errors
        assert outbox.status(name).waiting == 0
        if name == ELASTICSEARCH:
            engine(name).refresh()
