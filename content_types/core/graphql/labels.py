"""What the values of enums are called in front of people, in the language of a request."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext

_labels: dict[str, dict[str, str]] = {}


def say_labels(enum: str, labels: Mapping[str, str]) -> None:
    """Say the labels of an enum's values, by their GraphQL names and in English, which is what catalogs translate."""
    _labels[enum] = dict(labels)


def in_english(enum: str, value: str) -> str:
    """The label of a value; where nobody said one, its name in words: ``NOT_FOUND`` is “Not found”."""
    return _labels.get(enum, {}).get(value) or value.replace("_", " ").capitalize()


def label(enum: str, value: str) -> str:
    """The label of a value in the active language; in English where its catalog lacks it."""
    return gettext(in_english(enum, value))
