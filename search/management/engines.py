"""The option ``--engine`` of the commands that look after the indexes."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Mapping
from typing import Any

from django.core.management.base import CommandError

from search.engines import DATABASE, ELASTICSEARCH, engine_names


def add_engine_option(parser: ArgumentParser) -> None:
    """Let the command be narrowed to an engine, or several."""
    parser.add_argument(
        "--engine", choices=[DATABASE, ELASTICSEARCH], action="append", help="only this one (default: all configured)"
    )


def chosen_engines(options: Mapping[str, Any]) -> list[str]:
    """The engines to look after. Raises CommandError for one that is not configured, before anything is done to another."""
    configured = engine_names()
    chosen = options["engine"] or configured
    if any(name not in configured for name in chosen):
        raise CommandError("Elasticsearch is not configured. Set ELASTICSEARCH_URL, or leave out --engine.")
    return list(chosen)
