"""A page of what a member sent: filled by its content type, and looked at before anything is stored."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any
from uuid import uuid4

from django.apps import apps
from django.core.exceptions import ValidationError
from django.utils.text import slugify
from wagtail.blocks import ListBlock, StreamBlock, StructBlock
from wagtail.fields import StreamField
from wagtail.models import Locale, Page

from community.contributions import files
from community.contributions.models import Upload
from community.errors import CommunityError
from content_types.core.completeness import problems_of
from content_types.core.contributed_text import LONGEST, MARKDOWN, body_blocks, clean_text, rich_text
from content_types.core.contributions import TakesContributions
from content_types.core.errors import BadInput
from content_types.core.registry import ContentType, by_name
from content_types.core.row_locks import lock_pages, lock_tree
from content_types.core.text import one_line

MOST_TOPICS = 4
_GAPS = {"blank", "null", "required", "min_num"}  # codes of what a draft may lack
_OF_THE_TREE = [
    "path",
    "depth",
    "numchild",
    "slug",
    "url_path",
    "content_type",
    "locale",
    "translation_key",
    "page_ptr",
]


def api_name(name: str) -> str:
    """A name as the API writes it."""
    first, *others = name.split("_")
    return first + "".join(one.title() for one in others)


def type_named(name: str) -> tuple[ContentType, TakesContributions]:
    """A type that takes contributions. Raises CommunityError."""
    found = by_name(name)
    if found is None or found.contributions is None or found.index_model is None:
        raise CommunityError("BAD_INPUT", "Nothing of this type can be contributed.", "type")
    return found, found.contributions


def fields_name(content_type: ContentType) -> str:
    """What the input calls the fields of a type: wellbeing_guidance."""
    return content_type.enum_value.lower()


def clean(value: Any) -> Any:
    """What was sent without characters that cannot be seen or stored, in every text of it."""
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, Mapping):
        return {name: clean(one) for name, one in value.items()}
    return [clean(one) for one in value] if isinstance(value, list | tuple) else value


def prepared(content_type: ContentType, sent: Mapping[str, Any]) -> dict[str, Any]:
    """What was sent, cleaned, as it may be stored. Raises CommunityError."""
    given, name, prepare = clean(sent), fields_name(content_type), type_named(content_type.name)[1].prepare
    own = (given.get("fields") or {}).get(name)
    if prepare is None or own is None:
        return dict(given)
    try:
        return {**given, "fields": {**given["fields"], name: prepare(own)}}
    except BadInput as error:
        field = (error.extensions or {}).get("field")
        raise CommunityError("BAD_INPUT", error.message, f"fields.{api_name(name)}.{field}") from error


def put_body(page: Any, takes: TakesContributions, sent: Mapping[str, Any], uploads: Sequence[Upload]) -> None:
    """Put the body into a page, with the files that are sent along: where it names them, and the others at its end. Raises CommunityError."""
    shown: set[Any] = set()

    def find(key: str) -> Any:
        upload = by_key.get(key)
        if upload is None:
            return None
        shown.add(upload.pk)
        return files.block_of(upload) if upload.image_id is not None else upload.document_id

    by_key = {spelled: one for one in uploads for spelled in (str(one.key), one.key.hex)}
    if "body" in sent:
        form = sent.get("body_format") or MARKDOWN
        try:
            blocks = body_blocks(_bounded(sent["body"] or "", "body"), form, find)
        except BadInput as error:
            raise CommunityError("BAD_INPUT", error.message, "body") from error
    else:
        blocks = list(page.body.raw_data) if page.body else []
        text = json.dumps(blocks)
        shown = {one.pk for one in uploads if one.contribution_id is not None or str(one.key) in text}
    for one in uploads:
        if one.pk in shown:
            continue
        if one.document_id is None or takes.attach is None:
            blocks.append({**files.block_of(one), "id": str(uuid4())})
        elif one.document is not None:
            takes.attach(page, one.document)
    page.body = json.dumps(blocks)


def fill(page: Any, content_type: ContentType, sent: Mapping[str, Any], uploads: Sequence[Upload] = ()) -> None:
    """Put what was sent into a page; what is left out stays. Raises CommunityError."""
    takes = type_named(content_type.name)[1]
    form = sent.get("body_format") or MARKDOWN
    if sent.get("title") is not None:
        page.title = page.draft_title = one_line(sent["title"])
    if "summary" in sent:
        page.summary = one_line(sent["summary"] or "")
    if "body" in sent or uploads:
        put_body(page, takes, sent, uploads)
    if sent.get("topics") is not None:
        page.topics = topics(sent["topics"])
    if sent.get("licence"):
        page.licence = sent["licence"]
    for name, given in (sent.get("fields") or {}).items():
        if given is None:
            continue
        if name != fields_name(content_type):
            text = f"These are fields of another type. Send those of {api_name(fields_name(content_type))}."
            raise CommunityError("BAD_INPUT", text, f"fields.{api_name(name)}")
        where = f"fields.{api_name(name)}"
        try:
            takes.fill(page, given, partial(_rich_text, form=form, where=where))
        except BadInput as error:
            field = (error.extensions or {}).get("field")
            raise CommunityError("BAD_INPUT", error.message, f"{where}.{field}" if field else where) from error


def _rich_text(text: str, *, form: str, where: str) -> str:
    return rich_text(_bounded(text, where), form)


def _bounded(text: str, field: str) -> str:
    if len(text) > LONGEST:
        raise CommunityError("BAD_INPUT", f"Shorten it to {LONGEST:,} characters; it has {len(text):,}.", field)
    return text


def topics(slugs: list[str]) -> list[Any]:
    """The published topics with these slugs. Raises CommunityError."""
    if len(slugs) > MOST_TOPICS:
        raise CommunityError("BAD_INPUT", f"Choose at most {MOST_TOPICS} topics.", "topics")
    found = {one.slug: one for one in apps.get_model("taxonomy", "Topic").objects.filter(slug__in=slugs, live=True)}
    unknown = sorted(set(slugs) - set(found))
    if unknown:
        raise CommunityError("BAD_INPUT", f"There is no topic “{unknown[0][:80]}”. Use a slug of the list.", "topics")
    return [found[slug] for slug in dict.fromkeys(slugs)]


def add(page: Any, content_type: ContentType, actor: Any) -> None:
    """Put a new page into the tree, as a draft of its member. Call it in a transaction."""
    index_model: Any = content_type.index_model
    lock_tree()
    indexes = index_model.objects.filter(locale=Locale.get_default(), alias_of=None)
    index = indexes.order_by("-live", "path").first()
    if index is None:
        raise CommunityError("BAD_INPUT", "The library has no place for this type yet. Ask its editors.", "type")
    lock_pages([index.pk])
    page.live, page.owner, page.locale = False, actor, index.locale
    page.has_unpublished_changes = True
    if not slugify(page.title, allow_unicode=True):
        page.slug = page._get_autogenerated_slug(content_type.name)
    index_model.objects.get(pk=index.pk).add_child(instance=page)


def require_storable(page: Any, content_type: ContentType) -> None:
    """Raise CommunityError for what not even a draft may hold: no title, a text that is too long, a number that is none."""
    found = []
    if not page.title:
        found.append(CommunityError("BAD_INPUT", "Give it a title.", "title"))
    try:
        page.clean_fields(exclude=[*_OF_THE_TREE, *_streams(page)])
    except ValidationError as error:
        for name, errors in error.error_dict.items():
            wrong = [one for one in errors if one.code not in _GAPS]
            found += [_error("BAD_INPUT", page, content_type, name, " ".join(one.messages)) for one in wrong]
    _raise(found)


def require_complete(page: Any, content_type: ContentType) -> None:
    """Raise CommunityError for what a page lacks that is to be reviewed, each by the field of the input."""
    found = []
    try:
        page.full_clean()
    except ValidationError as error:
        for name, messages in error.message_dict.items():
            found.append(_error("NOT_COMPLETE", page, content_type, name, " ".join(messages)))
    shows = getattr(page, "shows", None)
    for name in _streams(page):
        if shows is not None and not shows(name):
            continue
        field = page._meta.get_field(name)
        try:
            field.formfield().clean(getattr(page, name))
        except ValidationError as error:
            words = list(dict.fromkeys(_words(error, field.stream_block)))
            found.append(_error("NOT_COMPLETE", page, content_type, name, " ".join(words[:5])))
    if not found:
        found = [CommunityError("NOT_COMPLETE", problem) for problem in problems_of(page)]
    _raise(found)


def _streams(page: Any) -> list[str]:
    return [field.name for field in page._meta.fields if isinstance(field, StreamField)]


def _raise(found: list[CommunityError]) -> None:
    if found:
        found[0].others = tuple(found[1:])
        raise found[0]


def _error(code: str, page: Page, content_type: ContentType, name: str, message: str) -> CommunityError:
    return CommunityError(code, message, input_field(content_type, name))


def input_field(content_type: ContentType, name: str) -> str | None:
    """The field of the input that fills a field of the page; None for one that no input fills."""
    takes = type_named(content_type.name)[1]
    if name in {"title", "summary", "body", "topics", "licence"}:
        return name
    own = takes.inputs.get(name, name)
    known = own in takes.input_type._meta.fields
    return f"fields.{api_name(fields_name(content_type))}.{api_name(own)}" if known else None


def _words(error: Any, block: Any) -> Iterator[str]:
    """What the blocks of a stream complain of, each after the label of the block."""
    below = getattr(error, "block_errors", None)
    if not below:
        yield from error.messages
        return
    for where, inner in below.items():
        if isinstance(block, StructBlock):
            child = block.child_blocks[where]
            yield from (f"{child.label}: {words}" for words in _words(inner, child))
        elif isinstance(block, ListBlock):
            yield from (f"{where + 1}. {words}" for words in _words(inner, block.child_block))
        elif isinstance(block, StreamBlock) and len(block.child_blocks) == 1:
            (child,) = block.child_blocks.values()
            yield from (f"{child.label} {where + 1}: {words}" for words in _words(inner, child))
        else:
            yield from getattr(inner, "messages", [str(inner)])
    outer = getattr(error, "non_block_errors", None)
    if outer:
        yield from outer.as_data()[0].messages if hasattr(outer, "as_data") else map(str, outer)
