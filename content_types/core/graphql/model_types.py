"""Naming a model's GraphQL type before it is built."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.apps import apps
from grapple.registry import registry


def model_type(label: str) -> Callable[[], Any]:
    """A callable that gives the GraphQL type of a model (``"taxonomy.Topic"``) once all types are built."""

    def resolve() -> Any:
        return registry.class_models[apps.get_model(label)]

    return resolve
