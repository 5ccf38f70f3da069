"""The terms in Wagtail's admin."""

from __future__ import annotations

from wagtail.snippets.models import register_snippet

from content_types.taxonomy.viewsets import TaxonomyGroup

register_snippet(TaxonomyGroup)
