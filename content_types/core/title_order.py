"""The order of titles as a reader expects it: the key by which they are sorted, and the field that stores it."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any

from django.db import models

if TYPE_CHECKING:
    _CharField = models.CharField[str, str]
else:  # it takes no parameters when it runs
    _CharField = models.CharField

# What a title may begin with that says nothing of its place, by language; English where the language is not here.
LEADING_ARTICLES = {"en": ("a", "an", "the"), "cy": ("y", "yr")}
LONGEST = 255
BATCH = 500  # pages whose keys are written at once
DIGITS = 6  # to which numbers are filled up, so that 9 comes before 10

_NUMBER = re.compile(r"[0-9]+")
_APOSTROPHES = re.compile(r"['\u2019\u02bc]")
_NO_WORD = re.compile(r"[\W_]+")
_SPELLED_OUT = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i"}
)


def title_sort_key(title: str, language: str) -> str:
    """A title as it is sorted: small letters without accents, numbers by their value, punctuation and a leading article ignored.

    ``language`` is a code such as ``en-gb``. Keys are compared letter by code point, which every database does alike.
    """
    plain = unicodedata.normalize("NFKD", title.casefold().translate(_SPELLED_OUT))
    plain = "".join(one for one in plain if not unicodedata.combining(one))
    words = _NO_WORD.sub(" ", _APOSTROPHES.sub("", plain)).split()
    articles = LEADING_ARTICLES.get(language.partition("-")[0].lower(), LEADING_ARTICLES["en"])
    if len(words) > 1 and words[0] in articles:
        del words[0]
    return _NUMBER.sub(lambda found: found[0].lstrip("0").zfill(DIGITS), " ".join(words))[:LONGEST]


class TitleSortKey(_CharField):
    """The sort key of a page's title, worked out whenever the page is written, however it is.

    Compared byte by byte, so that the order is the same on every database whatever collation it was made with.
    """

    description = "Sort key of a title"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # The default stands in the database, too: the release before this field goes on writing pages while a new one is put in its place.
        fixed = {"max_length": LONGEST, "default": "", "db_default": "", "blank": True, "editable": False}
        super().__init__(*args, **{**kwargs, **fixed})

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        for fixed in ("max_length", "default", "db_default", "blank", "editable"):
            kwargs.pop(fixed, None)
        return name, path, args, kwargs

    def db_parameters(self, connection: Any) -> dict[str, Any]:
        """The column, with PostgreSQL's collation by bytes; SQLite's own is."""
        parameters: dict[str, Any] = dict(super().db_parameters(connection))
        if connection.vendor == "postgresql":
            parameters["collation"] = "C"
        return parameters

    def pre_save(self, model_instance: Any, add: bool) -> str:
        """The key of the title that is being written."""
        key = title_sort_key(model_instance.title, model_instance.locale.language_code)
        setattr(model_instance, self.attname, key)
        return key


def write_sort_keys(pages: Any, languages: Any) -> int:
    """Write the sort keys that are not what they should be; gives how many. ``pages`` are LibraryPage's, ``languages`` Locale's objects."""
    codes = dict(languages.values_list("pk", "language_code"))
    written, after = 0, 0
    while rows := pages.filter(pk__gt=after).order_by("pk").only("title", "locale_id", "title_sort_key")[:BATCH]:
        stale = []
        for page in rows:
            key = title_sort_key(page.title, codes[page.locale_id])
            if key != page.title_sort_key:
                page.title_sort_key = key
                stale.append(page)
            after = page.pk
        pages.bulk_update(stale, ["title_sort_key"])
        written += len(stale)
    return written
