"""The site below a prefix, as a server serves it that was given ``SCRIPT_NAME``."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

from django.test import RequestFactory
from django.urls import set_script_prefix


@contextmanager
def site_below(prefix: str) -> Iterator[None]:
    """Until the end, test clients ask a site that lies below the prefix; a path may be given with it or without."""
    environ, path = RequestFactory._base_environ, RequestFactory._get_path

    def with_prefix(self: Any, **request: Any) -> dict[str, Any]:
        return {**environ(self, **request), "SCRIPT_NAME": prefix}

    def below_it(self: Any, parsed: Any) -> str:
        whole: str = path(self, parsed)
        return whole.removeprefix(prefix) if whole.startswith(f"{prefix}/") else whole

    set_script_prefix(f"{prefix}/")
    with (
        mock.patch.object(RequestFactory, "_base_environ", with_prefix),
        mock.patch.object(RequestFactory, "_get_path", below_it),
    ):
        try:
            yield
        finally:
            set_script_prefix("/")
