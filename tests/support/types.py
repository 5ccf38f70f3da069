"""The content types as tests know them: from the registry, their factories and the folder of their own tests."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from factory import Factory
from wagtail.models import Page

from content_types.core.registry import ContentType, content_types

TYPES = tuple(content_types())
OWN_TESTS = Path(__file__).resolve().parents[1] / "content_types"


def package_of(content_type: ContentType) -> str:
    """The package below content_types, and the folder below tests/content_types."""
    return content_type.model.__module__.split(".")[1]


def factory_of(model: type[Page]) -> Any:
    """The factory of a type's page or index, from the factories.py of its package."""
    factories = import_module(f"content_types.{model.__module__.split('.')[1]}.factories")
    made = (one for one in vars(factories).values() if isinstance(one, type) and issubclass(one, Factory))
    return next(one for one in made if one._meta.model is model)


def own_module(content_type: ContentType, name: str) -> ModuleType | None:
    """What the tests of a type say of it under this name (``ways``, ``whole``); None where they say nothing."""
    package = package_of(content_type)
    if not (OWN_TESTS / package / f"{name}.py").exists():
        return None
    return import_module(f"tests.content_types.{package}.{name}")
