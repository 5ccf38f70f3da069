"""What the fixtures that make indices and ask analyzers are called with."""

from collections.abc import Callable, Mapping
from typing import Any

CreateIndex = Callable[..., str]
Analyze = Callable[[Mapping[str, Any], str], list[str]]
