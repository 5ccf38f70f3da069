"""What a process remembers of rows, between tests that undo theirs."""

from __future__ import annotations

from django.contrib.contenttypes.models import ContentType
from django.core.signals import setting_changed
from wagtail.models import Site

from graphql_api import documents, persisted
from search import synonyms


def forget_documents(*, setting: str, **kwargs: object) -> None:
    """Check documents anew once a setting has changed by which they were checked."""
    if setting.startswith("GRAPHQL_"):
        documents.remembered.clear()


setting_changed.connect(forget_documents)


def forget() -> None:
    """Make the process as one that has asked the database nothing: no synonyms, registered documents, roots of sites.

    Documents that were checked stay, as what is said of them does not depend on the database: checking one that reads a
    whole page takes two seconds.
    """
    synonyms.forget()
    persisted.forget()
    Site.clear_site_root_paths_cache()


def forget_ids() -> None:
    """The same, where the database is another one, which may have other keys for the same things."""
    ContentType.objects.clear_cache()
    forget()
