"""The outbox of what must be indexed, and the database engine's own index."""

from __future__ import annotations

from django.db import models
from django.utils import timezone


class IndexOperation(models.Model):
    """That a page must be written to, or removed from, the index of an engine; one row an engine and page.

    The row is written in the transaction that changes the page, and stays when the work is done: its ``version`` counts the changes of
    the page for ever, so that a late worker neither acknowledges a change it did not see nor overwrites newer with older.
    """

    engine = models.CharField(max_length=20)
    page_id = models.BigIntegerField()  # no foreign key: the row outlives a deleted page
    version = models.PositiveBigIntegerField(default=1)
    pending = models.BooleanField(default=True)
    attempts = models.PositiveIntegerField(default=0)  # that failed since the last change or success
    next_attempt_at = models.DateTimeField(default=timezone.now)  # also the end of a worker's claim
    claim = models.UUIDField(null=True)
    last_error = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(default=timezone.now)  # of the oldest change that is not yet indexed

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

    Full text hangs on this table outside Django's model state (migration 0002): on SQLite the FTS5 table ``search_fulltext`` with three
    triggers, which a migration that rebuilds this table must make again; on PostgreSQL the generated column ``vector``.
    """

    page_id = models.BigIntegerField(primary_key=True)  # no foreign key: an index never holds back what it indexes
    version = models.PositiveBigIntegerField()
    type = models.CharField(max_length=50)
    # Before the long columns: SQLite reads a row from its beginning.
    first_published_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, db_index=True)
    title = models.TextField()  # folded, as it is searched
    body = models.TextField()  # folded, as it is searched
    document = models.JSONField()

    class Meta:
        indexes = [models.Index(fields=["-first_published_at", "-page_id"], name="search_document_newest")]

    def __str__(self) -> str:
        return self.title


class DocumentValue(models.Model):
    """One exact value of a document, for filters and counts."""

    document = models.ForeignKey(SearchDocument, on_delete=models.CASCADE, related_name="values")
    field = models.CharField(max_length=50)
    value = models.CharField(max_length=255)

    class Meta:
        indexes = [models.Index(fields=["field", "value", "document"], name="search_value_lookup")]

    def __str__(self) -> str:
        return f"{self.field}: {self.value}"
