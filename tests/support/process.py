"""What a process remembers of rows, between tests that undo theirs."""

from __future__ import annotations

from django.contrib.contenttypes.models import ContentType
from wagtail.models import Site

from graphql_api import documents, persisted
from search import synonyms


def forget() -> None:
    """Make the process as one that has asked the database nothing: no synonyms, documents, and roots of sites."""
    synonyms.forget()
    documents.remembered.clear()
    persisted.forget()
    Site.clear_site_root_paths_cache()


def forget_ids() -> None:
    """The same, where the database is another one, which may have other keys for the same things."""
    ContentType.objects.clear_cache()
    forget()
