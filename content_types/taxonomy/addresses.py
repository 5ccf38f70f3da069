"""Where the frontend shows what there is of a term: by the setting ``TERM_PATHS``, and only where there is a frontend."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import quote, unquote

from django.conf import settings

from content_types.taxonomy.models import CareSetting, Organisation, Person, Place, Profession, Term, Topic

KINDS: dict[str, type[Term]] = {
    "topics": Topic,
    "professions": Profession,
    "care_settings": CareSetting,
    "places": Place,
    "organisations": Organisation,
    "people": Person,
}


class Named(NamedTuple):
    """A term as an address names it."""

    model: type[Term]
    slug: str


def term_path(term: Term) -> str | None:
    """The path of a term below the frontend's root; None where it has no page."""
    return path_of(type(term), term.slug)


def path_of(model: type[Term], slug: str) -> str | None:
    """The path of the term of a model that has this slug; None where it has no page."""
    template = _templates().get(model)
    return template.replace("{slug}", quote(slug)) if template else None


def named_by(path: str) -> Named | None:
    """Which term a path below the frontend's root names, whether or not there is one; slashes at its ends do not matter."""
    plain = f"/{unquote(path).strip().strip('/')}/"
    for model, template in _templates().items():
        found = _pattern(template).fullmatch(plain)
        if found:
            return Named(model, found["slug"])
    return None


def _templates() -> dict[type[Term], str]:
    if not settings.FRONTEND_URL:
        return {}
    return {KINDS[kind]: template for kind, template in settings.TERM_PATHS.items() if template}


@lru_cache(maxsize=64)
def _pattern(template: str) -> re.Pattern[str]:
    before, after = (re.escape(part) for part in template.split("{slug}"))
    return re.compile(f"{before}(?P<slug>[-a-zA-Z0-9_]+){after}")
