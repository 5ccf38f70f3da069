"""YAML in one canonical form: the same data gives the same bytes."""

from __future__ import annotations

from typing import Any

import yaml

LONG_TEXT = 100  # characters; longer text, and HTML, stands in a block of its own

_Dumper: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


class Bare(str):
    """Text that stands without quotes: a date or an exact number."""

    __slots__ = ()


class _CanonicalDumper(_Dumper):
    """Keys in the given order, long text literal, nothing shared."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _text(dumper: Any, text: str) -> Any:
    literal = "\n" in text or len(text) > LONG_TEXT or text.startswith("<")
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if literal else None)


def _bare(dumper: Any, text: str) -> Any:
    return dumper.represent_scalar(dumper.resolve(yaml.ScalarNode, str(text), (True, False)), str(text))


_CanonicalDumper.add_representer(str, _text)
_CanonicalDumper.add_representer(Bare, _bare)


def write_yaml(data: Any) -> str:
    """Canonical YAML of maps, lists, text, numbers and truth values."""
    text: str = yaml.dump(data, Dumper=_CanonicalDumper, sort_keys=False, allow_unicode=True, width=10_000)
    return text
