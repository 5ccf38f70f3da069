"""What the settings lack for telling clients apart."""

from __future__ import annotations

from typing import Any

from django.core.checks import CheckMessage, Tags, Warning, register

from access.addresses import problem


@register(Tags.security)
def proxies_are_named(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """A warning where the proxy before us is not named."""
    found = problem()
    return [Warning(found, id="access.W001")] if found else []
