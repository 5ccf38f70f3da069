"""What readers and machines look for around a text: summary, links, pictures, an owner, a day of review."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils import timezone
from django.utils.formats import date_format

from content_types.core.writing_checks.draft import Draft
from content_types.core.writing_checks.findings import Found

SHORTEST_SUMMARY = 40  # characters

_FILE_NAME = re.compile(
    r"^[\w -]+\.(?:jpe?g|png|gif|webp|avif|heic)$|^(?:IMG|DSC|PXL|Screenshot)[\s_-]?\d", re.IGNORECASE
)
_IMAGE_OF = re.compile(r"^(?:an? |the )?(?:image|picture|photo|photograph|graphic|icon) of\b", re.IGNORECASE)


def summary_missing(draft: Draft) -> Iterator[Found]:
    """No summary, one that says the title again, or a few words."""
    summary = draft.summary.strip()
    if not summary:
        yield "There is no summary. Write two plain sentences: what it is, and why it matters.", ("summary",)
    elif summary.rstrip(".").casefold() == draft.title.strip().rstrip(".").casefold():
        yield "The summary is the title again. Say what it is, and why it matters.", ("summary",)
    elif len(summary) < SHORTEST_SUMMARY:
        yield "The summary is very short. Lists show nothing else: say what it is, and why it matters.", ("summary",)


def alt_text_missing(draft: Draft) -> Iterator[Found]:
    """Pictures without words, or with words that say nothing."""
    for picture in draft.pictures:
        words = picture.alt_text.strip()
        if not words:
            yield "A picture has no alt text. Say in one sentence what it shows, or tick “decorative”.", picture.place
        elif _FILE_NAME.match(words):
            yield f"The alt text “{words}” is the name of a file. Say what the picture shows.", picture.place
        elif found := _IMAGE_OF.match(words):
            yield (
                f"The alt text begins with “{found[0]}”, which is said anyway. Begin with what is seen.",
                picture.place,
            )


def media_without_words(draft: Draft) -> Iterator[Found]:
    """Films and episodes without a transcript."""
    for place in draft.silent_media:
        yield "A film or episode has no transcript. Add the words spoken, or a summary.", place


def insecure_links(draft: Draft) -> Iterator[Found]:
    """Addresses that begin with http: what is read and typed there, others on the way can see and change."""
    for link in draft.links:
        if link.url.lower().startswith("http:"):
            yield f"{shortened(link.url)} is not secure. Try it with https:// at the beginning.", link.place


def owner_missing(draft: Draft) -> Iterator[Found]:
    """Nobody looks after it, or whoever did has left."""
    if not draft.has_owner:
        yield "Nobody looks after this page: it has no owner, or its owner’s account is closed.", ()


def review_missing(draft: Draft) -> Iterator[Found]:
    """No day on which it is looked at again."""
    if draft.is_reviewed and draft.review_due is None:
        yield "There is no day of review. Choose when somebody should look again whether it is right.", ("review_due",)


def review_passed(draft: Draft) -> Iterator[Found]:
    """The day of review is over."""
    if draft.is_reviewed and draft.review_due is not None and draft.review_due < timezone.localdate():
        day = date_format(draft.review_due, "j F Y")
        yield f"It should have been looked at by {day}. Is it still right?", ("review_due",)


def shortened(url: str, length: int = 70) -> str:
    """An address as it fits into a line."""
    return url if len(url) <= length else f"{url[: length - 1]}…"
