"""The languages of content, and the one in which a request is answered."""

from __future__ import annotations

from django.conf import settings
from django.utils import translation


def languages() -> tuple[str, ...]:
    """Codes of the languages that content may be in, the site's own first."""
    return tuple(code for code, _ in settings.WAGTAIL_CONTENT_LANGUAGES)


def language_name(code: str) -> str:
    """What a language calls itself, such as “Cymraeg”; the code for one that is not of this site."""
    return dict(settings.WAGTAIL_CONTENT_LANGUAGES).get(code, code)


def default_language() -> str:
    """The language of the site: what is not translated is given in it."""
    return languages()[0]


def is_multilingual() -> bool:
    """Whether there is more than one."""
    return len(settings.WAGTAIL_CONTENT_LANGUAGES) > 1


def active_language() -> str:
    """The language in which terms and labels are given now: the one that was activated, if content may be in it."""
    active = translation.get_language()
    return active if active in languages() else default_language()
