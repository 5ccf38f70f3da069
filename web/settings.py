"""What the site is told by its environment."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit


class SettingError(Exception):
    """A setting is missing or wrong; the message names it and says what to do."""


@dataclass(frozen=True)
class Settings:
    """Where the library is, and where readers find the site."""

    api_url: str  # the GraphQL endpoint, as this server reaches it
    library_url: str  # what serves the API's feeds, as this server reaches it
    media_origins: tuple[str, ...]  # where pictures and recordings come from, as browsers reach it
    editors_url: str  # the admin, as editors reach it; empty where no link is wanted
    api_key: str = field(repr=False)  # an API client's, for a rate limit of the site's own; empty without one
    api_timeout: float  # seconds that one answer of the API may take
    host: str
    port: int

    @property
    def editors_origin(self) -> str:
        """Where previews may be framed; empty for nowhere."""
        return _origin(self.editors_url) if self.editors_url else ""

    @classmethod
    def from_environment(cls) -> Settings:
        """Read API_URL, LIBRARY_URL, MEDIA_ORIGINS, EDITORS_URL, API_KEY, API_TIMEOUT, SITE_HOST, SITE_PORT. Raises SettingError."""
        api_url = _address("API_URL", os.environ.get("API_URL", "http://127.0.0.1:8000/graphql/"))
        library = _address("LIBRARY_URL", os.environ.get("LIBRARY_URL", _origin(api_url)))
        origins = os.environ.get("MEDIA_ORIGINS", _origin(api_url)).split()
        editors, port = os.environ.get("EDITORS_URL", ""), os.environ.get("SITE_PORT", "8001")
        if not port.isascii() or not port.isdigit() or not 1 <= int(port) <= 65535:
            raise SettingError(f"SITE_PORT is {port!r}. Set it to a number from 1 to 65535, such as SITE_PORT=8001.")
        return cls(
            api_url=api_url,
            library_url=library.rstrip("/"),
            media_origins=tuple(_origin(_address("MEDIA_ORIGINS", one)) for one in origins),
            editors_url=_address("EDITORS_URL", editors) if editors else "",
            api_timeout=_seconds("API_TIMEOUT", os.environ.get("API_TIMEOUT", "6")),
            api_key=_key(os.environ.get("API_KEY", "")),
            host=os.environ.get("SITE_HOST", "127.0.0.1"),
            port=int(port),
        )


def _address(name: str, value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        raise SettingError(f"{name} is {value!r}. Set it to an address that begins with http:// or https://.")
    return value


def _seconds(name: str, value: str) -> float:
    if not value.isascii() or not value.isdigit() or not 1 <= int(value) <= 60:
        raise SettingError(f"{name} is {value!r}. Set it to a number of seconds from 1 to 60, such as {name}=6.")
    return float(value)


def _key(value: str) -> str:
    if value and not re.fullmatch(r"wham_c_[0-9A-Za-z]{10}_[0-9A-Za-z_-]{43}", value):
        raise SettingError("API_KEY is no key of an API client. Set it to one, whole, beginning with wham_c_.")
    return value


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
