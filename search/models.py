"""The outbox of what must be indexed, the database engine's own index, and what editors say of searching."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from queues.models import LeasedRow
from search.text import tokens


class IndexOperation(LeasedRow):
    """That a page must be written to, or removed from, the index of an engine; one row an engine and page.

    The row is written in the transaction that changes the page, and stays when the work is done: its ``version`` counts the changes of
    the page for ever, so that a late worker neither acknowledges a change it did not see nor overwrites newer with older.
    ``created_at`` is that of the oldest change that is not yet indexed.
    """

    engine = models.CharField(max_length=20)
    page_id = models.BigIntegerField()  # no foreign key: the row outlives a deleted page
    version = models.PositiveBigIntegerField(default=1)
    pending = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["engine", "page_id"], name="search_operation_once_a_page")]
        indexes = [
            models.Index(
                fields=["engine", "next_attempt_at"], name="search_operation_due", condition=models.Q(pending=True)
            )
        ]

    def __str__(self) -> str:
        return f"{self.engine}: page {self.page_id}, version {self.version}"


class SearchDocument(models.Model):
    """A document in the database engine's index.

    Full text hangs on this table outside Django's model state (migration 0005): on SQLite the FTS5 tables ``search_fulltext`` and
    ``search_titles`` with triggers, which a migration that rebuilds this table must make again; on PostgreSQL the generated columns
    ``vector`` and ``title_vector``, and the function ``search_matching``.
    """

    page_id = models.BigIntegerField(primary_key=True)  # no foreign key: an index never holds back what it indexes
    version = models.PositiveBigIntegerField()
    type = models.CharField(max_length=50)
    # Before the long columns: SQLite reads a row from its beginning.
    first_published_at = models.DateTimeField()
    last_published_at = models.DateTimeField(null=True)  # none in what an older release indexed
    expires_at = models.DateTimeField(null=True, db_index=True)
    starts_at = models.DateTimeField(null=True)  # of an event
    ends_at = models.DateTimeField(null=True)
    reading_minutes = models.PositiveIntegerField(null=True)
    checksum = models.CharField(max_length=64, blank=True, null=True)  # of the document, for the drift check
    length = models.PositiveIntegerField(default=0)  # words of title and body
    title = models.TextField()  # its words, folded
    title_stems = models.TextField(default="")
    body = models.TextField()  # stems, as they are searched
    words = models.TextField(default="")  # of title and body, folded, each once
    document = models.JSONField()  # as it was made

    class Meta:
        indexes = [
            models.Index(fields=["-first_published_at", "-page_id"], name="search_document_newest"),
            # The mean, which every ranking asks on PostgreSQL, without reading the long rows.
            models.Index(fields=["length"], name="search_document_length"),
        ]

    def __str__(self) -> str:
        return self.title


class DocumentValue(models.Model):
    """One exact value of a document, for filters and counts; of a number the range that it is counted in, and itself."""

    document = models.ForeignKey(SearchDocument, on_delete=models.CASCADE, related_name="values")
    field = models.CharField(max_length=50)
    value = models.CharField(max_length=255)
    number = models.FloatField(null=True)  # of a field that is a number: itself

    class Meta:
        indexes = [models.Index(fields=["field", "value", "document"], name="search_value_lookup")]

    def __str__(self) -> str:
        return f"{self.field}: {self.value}"


class SearchWord(models.Model):
    """The vocabulary of the database engine: each word of public documents, unstemmed, in how many of them it is, and in how many titles."""

    word = models.CharField(max_length=64, primary_key=True)
    documents = models.PositiveIntegerField()
    titles = models.PositiveIntegerField(default=0)
    lexeme = models.CharField(max_length=64, db_index=True)  # its stem

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(documents__gte=0), name="search_word_count")]

    def __str__(self) -> str:
        return self.word


class IndexBuild(models.Model):
    """An index that ``rebuild_search`` is building beside the live one: how far it is, so that a killed build is resumed or cleaned up."""

    engine = models.CharField(max_length=20, unique=True)
    index = models.CharField(max_length=255)
    last_page = models.BigIntegerField(default=0)  # every page up to this key is in it
    started_at = models.DateTimeField(default=timezone.now)
    beat_at = models.DateTimeField(default=timezone.now)  # the builder lives if this is recent

    def __str__(self) -> str:
        return self.index


MAX_SYNONYM_WORDS = 6


def _terms(text: str) -> list[str]:
    return [one.strip() for one in text.split(",") if one.strip()]


class Synonym(models.Model):
    """Words that mean the same when the library is searched."""

    class Kind(models.TextChoices):
        EQUIVALENT = "equivalent", "All mean the same"
        ONE_WAY = "one_way", "One way: searching for the first also finds the second"

    kind = models.CharField(
        max_length=20,
        choices=Kind.choices,
        default=Kind.EQUIVALENT,
        help_text="“All mean the same” for abbreviations and spellings (GP, general practitioner). “One way” where the first should "
        "find the second, but not the other way round (skint finds poverty).",
    )
    words = models.CharField(
        max_length=500,
        help_text="Words or short phrases with commas between them, as people type them: GP, general practitioner, family doctor. "
        "Capitals, plurals and accents make no difference.",
    )
    also_finds = models.CharField(
        max_length=500,
        blank=True,
        help_text="Only for “one way”: what a search for any of these words should find too, with commas between.",
    )
    note = models.CharField(
        max_length=200, blank=True, help_text="Why it is here, for other editors. Shown nowhere else."
    )

    class Meta:
        ordering = ["words"]

    def __str__(self) -> str:
        return f"{self.words} → {self.also_finds}" if self.kind == self.Kind.ONE_WAY else self.words

    def clean(self) -> None:
        """Reject what would do nothing, or surprise."""
        errors: dict[str, str] = {}
        words, also = _terms(self.words), _terms(self.also_finds)
        if self.kind == self.Kind.EQUIVALENT:
            if len(words) < 2:
                errors["words"] = "Give at least two words or phrases, with a comma between them."
            if also:
                errors["also_finds"] = "Only “one way” takes this. Move these to the words, or choose “one way”."
        elif not words:
            errors["words"] = "Give at least one word or phrase."
        elif not also:
            errors["also_finds"] = "Say what a search for these words should find too."
        for name, values in (("words", words), ("also_finds", also)):
            long = [one for one in values if not 1 <= len(tokens(one)) <= MAX_SYNONYM_WORDS]
            if long and name not in errors:
                errors[name] = (
                    f"“{long[0]}” must have one to {MAX_SYNONYM_WORDS} words with letters or digits. Shorten it."
                )
        if errors:
            raise ValidationError(errors)

    def terms(self) -> list[str]:
        """The words and phrases that may stand in a query, as the editors wrote them."""
        return _terms(self.words)

    def finds(self) -> list[str]:
        """The words and phrases that a search is widened to."""
        return _terms(self.words if self.kind == self.Kind.EQUIVALENT else self.also_finds)

    @classmethod
    def entries(cls) -> Iterator[tuple[Sequence[str], Sequence[str]]]:
        """Every entry as (what stands in a query, what it means too), for ``search.synonyms``."""
        for kind, words, also in cls.objects.order_by("pk").values_list("kind", "words", "also_finds"):
            yield _terms(words), _terms(words if kind == cls.Kind.EQUIVALENT else also)


class OfferedSynonym(models.Model):
    """An entry of the list that comes with the product which this library was once given, so that what editors change or delete stays so."""

    key = models.CharField(max_length=200, primary_key=True)  # search.synonym_list.Entry.key

    def __str__(self) -> str:
        return self.key


class SearchCount(models.Model):
    """How often something was searched for on a day. Holds nobody: no address, no account, no time of day."""

    day = models.DateField()
    query = models.CharField(max_length=200)  # folded, small, white space folded
    searches = models.PositiveIntegerField(default=0)
    without_result = models.PositiveIntegerField(default=0)
    with_click = models.PositiveIntegerField(default=0)
    repaired = models.PositiveIntegerField(default=0)  # spelling

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "query"], name="search_count_once_a_day")]
        # With an operator class, so that PostgreSQL finds the queries that begin with a prefix whatever its collation; SQLite needs none.
        indexes = [models.Index(fields=["query"], name="search_count_prefix", opclasses=["varchar_pattern_ops"])]

    def __str__(self) -> str:
        return f"{self.day}: {self.query}"


class SearchTotal(models.Model):
    """How many searches there have been in all, by how they ended; only ever grows, for the metrics."""

    outcome = models.CharField(max_length=20, primary_key=True)  # search.log.Outcome
    searches = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.outcome}: {self.searches}"
