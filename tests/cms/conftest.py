"""Editors of each role."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client

from cms.editors.roles import ADMINISTRATORS, REVIEWERS, VOLUNTEERS, set_up_roles
from tests.support.tree import Tree


@pytest.fixture
def sign_in(tree: Tree) -> Callable[[str | None], Client]:
    """Sign in somebody with the role of this name; None is a member without any."""
    set_up_roles()

    def sign_in(role: str | None) -> Client:
        user = get_user_model().objects.create_user(
            f"{(role or 'member').split()[0].lower()}", f"{(role or 'member').split()[0]}@example.org", "secret-enough"
        )
        if role:
            user.groups.add(Group.objects.get(name=role))
        client = Client()
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture
def volunteer(sign_in: Callable[[str | None], Client]) -> Client:
    return sign_in(VOLUNTEERS)


@pytest.fixture
def reviewer(sign_in: Callable[[str | None], Client]) -> Client:
    return sign_in(REVIEWERS)


@pytest.fixture
def administrator(sign_in: Callable[[str | None], Client]) -> Client:
    return sign_in(ADMINISTRATORS)


@pytest.fixture
def member(sign_in: Callable[[str | None], Client]) -> Client:
    return sign_in(None)
