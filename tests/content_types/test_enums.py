"""Enums of the API come from the choices of the models."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import models

from content_types.core.graphql.fields import Enum


def described(enum: Any) -> dict[str, tuple[str, str]]:
    """Value and description of each member by its name in the API, as graphene gives them to the schema."""
    return {one.name: (one.value, enum._meta.description(one)) for one in enum._meta.enum}


class Fare(models.TextChoices):
    CHILD = "child", "A child"
    STAFF_PASS = "staff-pass", "Staff"


def test_members_are_the_choices_of_the_model() -> None:
    enum = Enum("Fare", Fare, "What a ride costs.")
    assert described(enum) == {"CHILD": ("child", "A child"), "STAFF_PASS": ("staff-pass", "Staff")}
    assert enum._meta.description(None) == "What a ride costs."


def test_clients_may_be_told_more_than_editors() -> None:
    enum = Enum("Fare", Fare, "What a ride costs.", {Fare.CHILD: "Under sixteen", Fare.STAFF_PASS: "With a badge"})
    assert described(enum) == {"CHILD": ("child", "Under sixteen"), "STAFF_PASS": ("staff-pass", "With a badge")}


def test_a_member_that_is_not_described_ends_the_start() -> None:
    with pytest.raises(TypeError, match=r"Fare must describe just its members: \['staff-pass'\]"):
        Enum("Fare", Fare, "What a ride costs.", {Fare.CHILD: "Under sixteen"})
