"""Addresses: where readers find pages, and where this server gives files. They follow from settings and Wagtail's sites, never from a request.

Pages of the default site are at ``FRONTEND_URL``, those of any other site at the host that Wagtail's ``Site`` names. Where no frontend is set,
their addresses begin with this server's: ``SITE_URL`` and the prefix (``SCRIPT_NAME``) that it is served under. It has no page there but a note.
"""

from __future__ import annotations

from typing import Protocol
from urllib.parse import quote

from django.conf import settings
from django.urls import get_script_prefix
from wagtail.models import Site


class SiteAddress(Protocol):
    """What is known of a site: a ``SiteRow`` of the request snapshot."""

    @property
    def root_url(self) -> str:
        """Scheme, host and port, without a slash at the end."""

    @property
    def is_default(self) -> bool:
        """Whether it is the site of all hosts that no other has."""


def prefix() -> str:
    """The path that this server lies below, without a slash at the end: empty at the root of its host."""
    return get_script_prefix().rstrip("/")


def served(path: str) -> str:
    """The absolute address of something that this server gives; the path is as ``reverse`` has it. An absolute address stays."""
    return path if path.startswith(("http://", "https://")) else f"{settings.SITE_URL}{path}"


def server() -> str:
    """Where this server is, its prefix included; no slash at the end."""
    return f"{settings.SITE_URL}{prefix()}"


def served_site(site: SiteAddress) -> str:
    """Where this server gives what belongs to the pages of a site (a calendar, a FHIR resource, Markdown); no slash at the end."""
    return server() if site.is_default else f"{site.root_url}{prefix()}"


def frontend(site: SiteAddress) -> str:
    """Where readers find the pages of a site; no slash at the end."""
    if not settings.FRONTEND_URL:
        return served_site(site)
    return str(settings.FRONTEND_URL) if site.is_default else site.root_url


def frontends() -> dict[int, str]:
    """Where readers find the pages of each site, by its key."""
    return {site.pk: frontend(_Stored(site)) for site in Site.objects.all()}


class _Stored:
    """A site as Wagtail has it."""

    def __init__(self, site: Site) -> None:
        self.root_url: str = site.root_url
        self.is_default: bool = site.is_default_site


def path_below(root: str, url_path: str) -> str:
    """The path of a page on a site whose root page has the ``url_path`` ``root``; percent-encoded, with slashes at both ends."""
    return f"/{quote(url_path[len(root) :])}"


def without_prefix(path: str) -> str:
    """A path as Wagtail has it, below the host, as one below the site's root."""
    own = prefix()
    return path[len(own) :] if own and path.startswith(f"{own}/") else path
