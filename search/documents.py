"""What the index holds of a page: one document, made for many pages in a number of queries that does not depend on how many.

A page has a document while it is live, not expired, and below nothing that is unpublished or expired. A private page has one too; who
may see it is asked with every search (``search.service``). Everything in it is what the public, or those who pass its restrictions,
may read: no draft, no unpublished term.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property, partial
from itertools import chain
from typing import Any

from django.db.models import Model
from django.utils import timezone
from wagtail.models import Locale, Page, PageViewRestriction

from content_types.core.library import LibraryPage, LibraryPageTag, ResourcePerson
from content_types.core.registry import SearchDeclaration, searchable
from content_types.core.text import body_text, headings
from delivery.languages import is_multilingual
from delivery.visibility import public_viewer, visible_pages, visible_terms, without_aliases
from search.text import clean

MAX_BODY = 200_000  # characters; PostgreSQL's tsvector ends at 1 MiB
NEVER = datetime(1970, 1, 1, tzinfo=UTC)  # a page without a date of publication: made by no editor
TERM_FIELDS = ("topics", "professions", "care_settings", "places")


@dataclass(frozen=True)
class Document:
    """One page as the engines index it. ``version`` orders the writes of a page: an older one never replaces a newer."""

    id: int
    version: int
    type: str
    locale: str
    title: str
    summary: str
    headings: tuple[str, ...]
    body: str  # what it says: summary and every block
    values: Mapping[str, tuple[str, ...]]  # exact values by field, for filters and counts
    ancestry: tuple[int, ...]  # keys of the page and all pages above it
    restrictions: tuple[int, ...]  # keys of the view restrictions on any of those
    reading_minutes: int
    first_published_at: datetime
    last_published_at: datetime
    expires_at: datetime | None  # the earliest of its own and its ancestors'
    starts_at: datetime | None = None  # of an event
    ends_at: datetime | None = None
    numbers: Mapping[str, float] = field(
        default_factory=dict
    )  # by field, whose value is the range that it is counted in
    names: str = (
        ""  # of its people, terms and tags, a line each; searched like the body, and never shown as a piece of it
    )

    @property
    def text(self) -> str:
        """Everything that is searched beside the title."""
        return f"{self.body}\n{self.names}"

    @property
    def is_public(self) -> bool:
        """Whether no view restriction stands between the page and the public. Only such a document's words may correct a spelling."""
        return not self.restrictions

    @cached_property
    def checksum(self) -> str:
        """A digest of everything that is indexed but the version: equal documents have equal ones."""
        return hashlib.sha256(json.dumps(self.as_json(), sort_keys=True).encode()).hexdigest()

    def as_json(self) -> dict[str, Any]:
        """The document in the one form that every engine stores."""
        return {
            "id": self.id,
            "type": self.type,
            "locale": self.locale,
            "title": self.title,
            "summary": self.summary,
            "headings": list(self.headings),
            "body": self.body,
            "names": self.names,
            "values": {name: list(values) for name, values in self.values.items()},
            "numbers": dict(self.numbers),
            "ancestry": list(self.ancestry),
            "restrictions": list(self.restrictions),
            "reading_minutes": self.reading_minutes,
            "first_published_at": self.first_published_at.isoformat(),
            "last_published_at": self.last_published_at.isoformat(),
            "expires_at": self.expires_at.isoformat() if self.expires_at else None,
            "starts_at": self.starts_at.isoformat() if self.starts_at else None,
            "ends_at": self.ends_at.isoformat() if self.ends_at else None,
        }


@dataclass(frozen=True)
class Term:
    """A published term with the slugs of itself and of all published terms above it."""

    name: str
    slug: str
    slugs: tuple[str, ...]
    translations: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def name_in(self, code: str) -> str:
        """Its name in a language, or the site's own."""
        return self.translations.get(code, {}).get("name") or self.name


@dataclass
class _Shared:
    """What the pages of a batch refer to, read once for them all."""

    terms: Mapping[str, Mapping[int, list[Term]]]  # field, page
    own: Mapping[
        str, Mapping[int, list[Term]]
    ]  # the same of a foreign key of their type: filtered by, and not searched
    people: Mapping[int, list[Term]]
    tags: Mapping[int, list[str]]
    above: Mapping[str, tuple[int, bool, datetime | None]]  # path to key, live, expire_at
    restrictions: Mapping[int, list[int]]  # by the page that they stand on
    locales: Mapping[int, str]
    translated: Mapping[Any, set[str]]  # by translation key, the languages in which the public has the page
    now: datetime = field(default_factory=timezone.now)


def build(versions: Mapping[int, int]) -> list[Document]:
    """The documents of those of these pages that have one; ``versions`` is by page key. Whatever is missing must not be indexed."""
    keys = list(versions)
    pages = [
        (one.name, one.search, page)
        for one in searchable()
        if one.search is not None
        for page in _published(one.model, one.search, keys)
    ]
    shared = _read_shared([page for _, _, page in pages])
    made = []
    for name, declaration, page in pages:
        document = _document(name, declaration, page, versions[page.pk], shared)
        if document is not None:
            made.append(document)
    return made


def _published(model: type[Page], declaration: SearchDeclaration, keys: Sequence[int]) -> Iterator[Any]:
    rows = without_aliases(model._default_manager.filter(pk__in=keys, live=True, depth__gt=1))
    yield from rows.prefetch_related(*declaration.prefetch)


def _read_shared(pages: Sequence[Any]) -> _Shared:
    keys = [page.pk for page in pages]
    paths = {page.path[:end] for page in pages for end in range(Page.steplen, len(page.path) + 1, Page.steplen)}
    above = {
        path: (key, live or depth == 1, expire_at)
        for key, path, depth, live, expire_at in Page.objects.filter(path__in=paths).values_list(
            "pk", "path", "depth", "live", "expire_at"
        )
    }
    restrictions: dict[int, list[int]] = defaultdict(list)
    for key, page_key in PageViewRestriction.objects.filter(page__in=[row[0] for row in above.values()]).values_list(
        "pk", "page_id"
    ):
        restrictions[page_key].append(key)
    tags: dict[int, list[str]] = defaultdict(list)
    for page_key, name in LibraryPageTag.objects.filter(content_object__in=keys).values_list(
        "content_object_id", "tag__name"
    ):
        tags[page_key].append(name)
    terms = {name: _terms(name, pages) for name in TERM_FIELDS}
    return _Shared(
        terms={name: shared for name, (shared, _) in terms.items()},
        own={name: own for name, (_, own) in terms.items()},
        people=_people(keys),
        tags=tags,
        above=above,
        restrictions=restrictions,
        locales=dict(Locale.objects.values_list("pk", "language_code")),
        translated=_translated(pages),
    )


def _translated(pages: Sequence[Any]) -> dict[Any, set[str]]:
    """The languages of what the public sees of these pages and their translations, by translation key; one statement and a snapshot."""
    found: dict[Any, set[str]] = defaultdict(set)
    if is_multilingual():
        every = Page.objects.filter(translation_key__in={page.translation_key for page in pages}).order_by()
        rows = visible_pages(public_viewer(), without_aliases(every)).values_list(
            "translation_key", "locale__language_code"
        )
        for key, code in rows:
            found[key].add(code)
    return found


def _terms(name: str, pages: Sequence[Any]) -> tuple[dict[int, list[Term]], dict[int, list[Term]]]:
    """The published terms of one field by page: those of the field of every resource, and those of a type's own foreign key."""
    relation = LibraryPage._meta.get_field(name)
    through = relation.remote_field.through
    owner, term = relation.m2m_field_name(), relation.m2m_reverse_field_name()
    rows = through._default_manager.filter(**{f"{owner}__in": [page.pk for page in pages]})
    links = list(rows.values_list(f"{owner}_id", f"{term}_id"))
    own = [
        (page.pk, getattr(page, one.attname))
        for page in pages
        for one in page._meta.local_fields
        if one.related_model is relation.related_model
    ]
    published = _published_terms(relation.related_model, {key for _, key in (*links, *own)})
    return _by_page(published, links), _by_page(published, own)


def _people(keys: Sequence[int]) -> dict[int, list[Term]]:
    rows = ResourcePerson.objects.filter(page__in=keys).order_by("sort_order", "pk")
    model = ResourcePerson._meta.get_field("person").related_model
    links = list(rows.values_list("page_id", "person_id"))
    return _by_page(_published_terms(model, {key for _, key in links}), links)


def _by_page(terms: Mapping[int, Term], links: Sequence[tuple[int, int]]) -> dict[int, list[Term]]:
    found: dict[int, list[Term]] = defaultdict(list)
    for page_key, term_key in links:
        if term_key in terms and terms[term_key] not in found[page_key]:
            found[page_key].append(terms[term_key])
    return found


def _published_terms(model: type[Model], keys: set[int]) -> dict[int, Term]:
    """These terms by key. A tree is read whole (it is small): a term counts for those above it up to the first unpublished one."""
    rows = visible_terms(public_viewer(), model._default_manager.order_by())
    if not hasattr(model, "parent"):
        named = rows.filter(pk__in=keys).values_list("pk", "name", "slug", "translations")
        return {key: Term(name, slug, (slug,), texts) for key, name, slug, texts in named}
    tree = {
        key: (name, slug, parent, texts)
        for key, name, slug, parent, texts in rows.values_list("pk", "name", "slug", "parent_id", "translations")
    }
    found = {}
    for key in keys & tree.keys():
        slugs: list[str] = []
        at: int | None = key
        while at is not None and at in tree and tree[at][1] not in slugs:
            slugs.append(tree[at][1])
            at = tree[at][2]
        found[key] = Term(tree[key][0], tree[key][1], tuple(slugs), tree[key][3])
    return found


def _document(name: str, declaration: SearchDeclaration, page: Any, version: int, shared: _Shared) -> Document | None:
    nodes = [shared.above[page.path[:end]] for end in range(Page.steplen, len(page.path) + 1, Page.steplen)]
    expiries = [expire_at for _, _, expire_at in nodes if expire_at is not None]
    expires_at = min(expiries, default=None)
    if not all(live for _, live, _ in nodes) or (expires_at is not None and expires_at <= shared.now):
        return None
    terms = {one: shared.terms[one].get(page.pk, []) for one in TERM_FIELDS}
    people = shared.people.get(page.pk, [])
    tags = sorted(shared.tags.get(page.pk, []))
    locale = shared.locales[page.locale_id]
    names = [one.name_in(locale) for one in chain(people, *terms.values())]
    # Alt texts belong to the use of a picture and not to the picture: those of the body are in its blocks.
    cover = page.cover_alt_text if page.cover_image_id and not page.cover_decorative else ""
    prose = chain([page.summary, cover], body_text(page.body), declaration.text(page))
    first_published_at = page.first_published_at or page.last_published_at or NEVER
    starts_at, ends_at = map(partial(getattr, page), declaration.period) if declaration.period else (None, None)
    values = {
        "type": (name,),
        "year": (str(first_published_at.year),),
        "locale": (locale,),
        "translated_into": tuple(sorted(shared.translated.get(page.translation_key, set()) - {locale})),
        **{
            one: tuple(sorted({slug for term in (*found, *shared.own[one].get(page.pk, ())) for slug in term.slugs}))
            for one, found in terms.items()
        },
        "people": tuple(sorted(one.slug for one in people)),
        "tags": tuple(tag.lower() for tag in tags),
        "licence": (page.licence,),
        **{one.name: tuple(one.values(page)) for one in declaration.fields},
    }
    return Document(
        id=page.pk,
        version=version,
        type=name,
        locale=locale,
        title=clean(page.title),
        summary=clean(page.summary),
        headings=tuple(clean(one) for one in headings(page.body) if one),
        body=_joined(prose),
        names=_joined(chain(names, tags)),
        values={key: found for key, found in values.items() if found},
        ancestry=tuple(key for key, _, _ in nodes),
        restrictions=tuple(sorted(chain.from_iterable(shared.restrictions.get(key, ()) for key, _, _ in nodes))),
        reading_minutes=page.reading_minutes,
        first_published_at=first_published_at,
        last_published_at=page.last_published_at or first_published_at,
        expires_at=expires_at,
        starts_at=starts_at,
        ends_at=ends_at,
        numbers={one.name: number for one in declaration.fields if (number := one.number(page)) is not None},
    )


def _joined(prose: Iterable[str]) -> str:
    return clean("\n".join(piece for piece in prose if piece))[:MAX_BODY]
