"""Which part of the site a request is for, whatever prefix the site lies under."""

from __future__ import annotations

from functools import cache

from django.urls import get_resolver


@cache
def own_path(name: str) -> str:
    """The path of the view with this name, below the prefix of the site (``SCRIPT_NAME``) if it has one: comparable with ``path_info``.

    ``reverse`` gives it with the prefix of the request, which ``path_info`` has not.
    """
    return f"/{get_resolver().reverse(name)}"


def lies_below(path_info: str, name: str) -> bool:
    """Whether a path is that of the view with this name, with or without its last slash, or below it."""
    own = own_path(name).rstrip("/")
    return path_info == own or path_info.startswith(f"{own}/")
