"""Whether a page may be shown to readers. A form says so at submission; a draft that changed since is looked at again wherever it is published without one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.text import capfirst
from modelcluster.models import get_all_child_relations
from wagtail.fields import StreamField
from wagtail.models import Page

from content_types.core.library import LibraryPage
from content_types.core.writing_checks.draft import draft_of
from content_types.core.writing_checks.findings import is_anything_required, stopping


class PageIncomplete(Exception):
    """A page that cannot be published yet; ``problems`` says why."""

    def __init__(self, page: Page, problems: list[str]) -> None:
        self.page, self.problems = page, problems
        super().__init__(f"“{page.title}” cannot be published yet. {' '.join(problems)}")


def require_complete(page: Page) -> None:
    """Raise PageIncomplete for a page, as its draft stands, that lacks what readers need."""
    problems = list(problems_of(page))
    if problems:
        raise PageIncomplete(page, problems)


def problems_of(page: Page) -> Iterator[str]:
    """What keeps a page from being published, each by the name of its field: its own fields, its streams, its lists."""
    yield from _told(page, page.full_clean)
    shows = getattr(page, "shows", None)
    for field in page._meta.fields:
        if isinstance(field, StreamField) and (shows is None or shows(field.name)):
            try:
                field.formfield().clean(getattr(page, field.name))
            except ValidationError:
                yield f"{capfirst(field.verbose_name)}: a block lacks something or has a mistake."
    for relation in get_all_child_relations(type(page)):
        row_model: Any = relation.related_model
        if row_model._meta.app_label.startswith("wagtail"):
            continue  # comments
        for row in getattr(page, relation.get_accessor_name()).all():
            skipped = [relation.field.name]
            yield from _told(row, lambda row=row, skipped=skipped: row.clean_fields(exclude=skipped))
    yield from unwritten(page)


def unwritten(page: Page) -> Iterator[str]:
    """What the writing checks find that ``WRITING_CHECKS_REQUIRED`` makes a stop; nothing by default."""
    if isinstance(page, LibraryPage) and is_anything_required():
        yield from (finding.message for finding in stopping(draft_of(page)))


def _told(instance: Any, check: Any) -> Iterator[str]:
    """The messages of a check, each after the name of what it is about."""
    try:
        check()
    except ValidationError as error:
        for name, messages in error.message_dict.items():
            field = None if name == NON_FIELD_ERRORS else instance._meta.get_field(name)
            about = instance._meta.verbose_name if field is None else field.verbose_name
            yield f"{capfirst(about)}: {' '.join(messages)}"
