"""Reading the environment: one clear line for what is missing or malformed, and how to mend it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import ip_network
from typing import Any
from urllib.parse import unquote, urlsplit

import environ
from django.conf.locale import LANG_INFO
from django.core.exceptions import ImproperlyConfigured

env = environ.Env()

DATABASE_SCHEMES = {"postgres", "postgresql", "sqlite"}


class SettingError(ImproperlyConfigured):
    """A setting that is missing or cannot be used; the message names it and the remedy."""


def required(name: str, remedy: str) -> str:
    """A setting that must be there. Raises SettingError."""
    value: str = env.str(name, default="").strip()
    if not value:
        raise SettingError(f"{name} is not set. {remedy}")
    return value


def text(name: str, default: str) -> str:
    """Any words; empty counts as not given, because compose files pass on what nobody set."""
    value: str = env.str(name, default="")
    return value.strip() or default


def token(name: str) -> str:
    """A word that another machine sends along; empty for none. Raises SettingError for one that could be guessed."""
    value = text(name, "")
    if value and len(value) < 20:
        raise SettingError(f"{name} is too short. Set it to at least 20 random characters, kept secret.")
    return value


def integer(name: str, default: int, *, minimum: int = 0) -> int:
    """A whole number not below ``minimum``. Raises SettingError."""
    raw = text(name, str(default))
    if not (raw.isascii() and raw.isdigit()) or int(raw) < minimum:
        raise SettingError(f"{name} is {raw!r}. Set it to a whole number from {minimum} up, such as {default}.")
    return int(raw)


def boolean(name: str, default: bool) -> bool:
    """A switch: true / false, yes / no, 1 / 0, on / off. Raises SettingError."""
    raw = text(name, str(default)).lower()
    if raw in {"true", "yes", "1", "on"}:
        return True
    if raw in {"false", "no", "0", "off"}:
        return False
    raise SettingError(f"{name} is {raw!r}. Set it to true or false.")


def choice(name: str, choices: tuple[str, ...], default: str) -> str:
    """One of the choices, in capitals or not. Raises SettingError."""
    value = text(name, default).upper()
    if value not in choices:
        raise SettingError(f"{name} is {value!r}. Set it to one of {', '.join(choices)}.")
    return value


def strings(name: str, default: str = "") -> list[str]:
    """A list separated by commas."""
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def languages(name: str, default: str) -> list[tuple[str, str]]:
    """Language codes separated by commas, such as ``en-gb,cy``, each with the language's name in itself. Raises SettingError."""
    found: dict[str, str] = {}
    for code in strings(name, default):
        # One variety of a language is called by the language's name alone.
        known = LANG_INFO.get(code.lower()) and LANG_INFO.get(code.lower().partition("-")[0])
        if not known or "name_local" not in known:
            raise SettingError(f"{name} holds {code!r}. Write codes of languages, such as en-gb,cy.")
        found[code.lower()] = str(known["name_local"])
    return list(found.items())


def networks(name: str) -> list[str]:
    """A list of networks or addresses, separated by commas. Raises SettingError."""
    found = strings(name)
    for one in found:
        try:
            ip_network(one, strict=False)
        except ValueError as error:
            raise SettingError(
                f"{name} holds {one!r}. Write networks like 10.0.0.0/8 or fd00::/8, or addresses."
            ) from error
    return found


def rate(name: str, default: str) -> str:
    """How many in which time, such as ``600/minute``; empty for ``off``. Raises SettingError."""
    value = text(name, default).lower()
    if value == "off":
        return ""
    if not re.fullmatch(r"[1-9][0-9]{0,8}/(second|minute|hour|day)", value):
        raise SettingError(f"{name} is {value!r}. Set it to a rate like {default}, or to off.")
    return value


def origins(name: str) -> list[str]:
    """A list of origins, ``https://host`` without a path, separated by commas. Raises SettingError."""
    found = strings(name)
    for one in found:
        if not re.fullmatch(r"https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?", one):
            raise SettingError(f"{name} holds {one!r}. Write origins like https://www.example.org, without a path.")
    return found


def integers(name: str, default: str = "") -> list[int]:
    """A list of whole numbers separated by commas. Raises SettingError."""
    parts = strings(name, default)
    if not all(part.isascii() and part.isdigit() for part in parts):
        raise SettingError(
            f"{name} is {','.join(parts)!r}. Set it to whole numbers with commas between, such as 443,8443."
        )
    return [int(part) for part in parts]


def url(name: str, schemes: set[str], example: str, default: str = "") -> str:
    """A URL with one of the schemes and a host; empty stays empty. Raises SettingError."""
    value = text(name, default)
    if not value:
        return ""
    try:
        parts = urlsplit(value)
        usable = parts.scheme in schemes and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        usable = False
    if not usable:
        # Never the value itself: it may hold a password.
        raise SettingError(f"{name} is not a usable address. Write it like {example}.")
    return value


def address(name: str, example: str, *, with_path: bool) -> str:
    """Where a site is: https or http, without a slash at the end, a query or, unless ``with_path``, a path. Empty stays empty. Raises SettingError."""
    value = url(name, {"http", "https"}, example).rstrip("/")
    parts = urlsplit(value)
    if parts.query or parts.fragment or (parts.path and not with_path):
        raise SettingError(f"{name} has more than {'an address' if with_path else 'a host'}. Write it like {example}.")
    return value


def path_prefix(name: str) -> str:
    """A path such as ``/cms``, without a slash at the end; empty stays empty. Raises SettingError."""
    value = text(name, "").rstrip("/")
    if value and not re.fullmatch(r"(/[A-Za-z0-9._~-]+)+", value):
        raise SettingError(f"{name} is {value!r}. Write it as a path, such as /cms, or leave it out.")
    return value


def database(name: str = "DATABASE_URL", default: str | None = None) -> dict[str, Any]:
    """The Django form of a database URL. Raises SettingError."""
    example = "postgres://user:password@host:5432/name or sqlite:///path/to/file.sqlite3"
    value = env.str(name, default=default or "").strip()
    if not value:
        raise SettingError(f"{name} is not set. Set it to {example}.")
    try:
        parts = urlsplit(value)
        # A port that is no number counts as an address that cannot be used; so does a server without a host.
        usable = (
            parts.scheme in DATABASE_SCHEMES and (parts.port or 1) > 0 and (parts.scheme == "sqlite" or parts.hostname)
        )
    except ValueError:
        usable = False
    if not usable:
        raise SettingError(f"{name} is not a usable address. Write it like {example}.")
    try:
        config: dict[str, Any] = environ.Env.db_url_config(value)
    except (ValueError, ImproperlyConfigured) as error:
        raise SettingError(f"{name} is not a usable address. Write it like {example}.") from error
    if not config.get("NAME"):
        raise SettingError(f"{name} names no database. Write it like {example}.")
    return config


@dataclass(frozen=True)
class MailServer:
    """Where mail goes out. Without a host there is none."""

    host: str = ""
    port: int = 25
    user: str = ""
    password: str = ""
    starttls: bool = False
    tls: bool = False


def mail_server(name: str = "EMAIL_URL") -> MailServer:
    """``smtp://`` in the clear, ``smtp+tls://`` with STARTTLS, ``smtps://`` over TLS. Raises SettingError."""
    value = url(name, {"smtp", "smtp+tls", "smtps"}, "smtp+tls://user:password@mail.example.org:587")
    if not value:
        return MailServer()
    parts = urlsplit(value)
    return MailServer(
        host=parts.hostname or "",
        port=parts.port or {"smtp": 25, "smtp+tls": 587, "smtps": 465}[parts.scheme],
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        starttls=parts.scheme == "smtp+tls",
        tls=parts.scheme == "smtps",
    )


def path_templates(name: str, defaults: dict[str, str]) -> dict[str, str]:
    """Paths with ``{slug}`` by kind, as ``topics=/subjects/{slug}/, people=``; an empty one is none. What is not named keeps its default.

    Raises SettingError.
    """
    found = dict(defaults)
    for one in strings(name):
        kind, equals, template = (part.strip() for part in one.partition("="))
        if kind not in defaults or not equals:
            raise SettingError(f"{name} holds {one!r}. Write kind=path, with a kind of {', '.join(defaults)}.")
        if template and not re.fullmatch(r"/([A-Za-z0-9._~-]+/)*\{slug\}/", template):
            raise SettingError(
                f"{name} holds {one!r}. Write the path like {defaults[kind]}, or nothing where there is none."
            )
        found[kind] = template
    taken = [template for template in found.values() if template]
    if len(set(taken)) != len(taken):
        raise SettingError(f"{name} gives two kinds the same path. Give each its own.")
    return found
