"""Bearer keys: what they are made of, and how the database keeps them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from access.keys import Kind, new_key, read_key
from access.models import ApiClient, ApiKey
from access.scopes import Scope
from tests.support.keys import client_key


def test_a_key_can_be_taken_apart_and_no_two_are_alike() -> None:
    keys = {new_key(Kind.CLIENT) for _ in range(500)} | {new_key(Kind.MEMBER) for _ in range(500)}
    assert len(keys) == 1_000
    for key in keys:
        presented = read_key(key)
        assert presented is not None
        assert key.startswith(f"wham_{presented.kind.value}_{presented.prefix}_")
        assert len(presented.digest) == 64


@pytest.mark.parametrize(
    "text",
    ["", "wham_", "wham_c_", "wham_x_abcdefghij_" + "a" * 43, "wham_c_abcdefghij_" + "a" * 42,
     "wham_c_abcdefghij_" + "é" * 43, "wham_c_abcdefghij_" + "a" * 43 + "\n", "x" * 100_000],
)  # fmt: skip
def test_what_is_no_key_is_told_apart(text: str) -> None:
    assert read_key(text) is None


@pytest.mark.django_db
def test_the_database_holds_no_key() -> None:
    key = client_key()
    row = ApiKey.objects.get()
    held = " ".join(str(getattr(row, field.attname)) for field in row._meta.concrete_fields)
    assert key not in held
    assert key.rsplit("_", 1)[1] not in held
    assert str(row) == f"wham_c_{row.prefix}…"


@pytest.mark.django_db
def test_two_keys_are_valid_at_once_and_no_third() -> None:
    client_key()
    client_key()
    with pytest.raises(ValidationError, match="Two keys are valid"):
        client_key()
    ApiKey.objects.first().revoke()
    client_key()


@pytest.mark.django_db
@pytest.mark.parametrize("life", [timedelta(0), timedelta(days=-1), timedelta(days=367)])
def test_a_key_lives_a_year_at_most(life: timedelta) -> None:
    client = ApiClient.objects.create(name="Builder")
    with pytest.raises(ValidationError):
        client.new_key(timezone.now() + life)


@pytest.mark.parametrize("scopes", [["write"], "read", {"read": 1}, [1]])
def test_scopes_are_a_closed_set(scopes: object) -> None:
    with pytest.raises(ValidationError):
        ApiClient(name="Builder", scopes=scopes).clean()


def test_whoever_reads_what_is_restricted_reads_what_is_public() -> None:
    client = ApiClient(name="Builder", scopes=[Scope.READ_RESTRICTED.value])
    client.clean()
    assert client.scopes == ["read", "read:restricted"]
