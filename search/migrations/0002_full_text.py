"""The full text of the database engine, by vendor; each keeps itself up to date with ``search_searchdocument``.

A later migration that makes SQLite rebuild that table (most changes of a column do) drops its triggers: it must run ``TRIGGERS`` again.
"""

from django.db import migrations

TRIGGERS = [
    """CREATE TRIGGER search_fulltext_insert AFTER INSERT ON search_searchdocument BEGIN
        INSERT INTO search_fulltext (rowid, title, body) VALUES (new.page_id, new.title, new.body);
    END""",
    """CREATE TRIGGER search_fulltext_delete AFTER DELETE ON search_searchdocument BEGIN
        INSERT INTO search_fulltext (search_fulltext, rowid, title, body) VALUES ('delete', old.page_id, old.title, old.body);
    END""",
    """CREATE TRIGGER search_fulltext_update AFTER UPDATE ON search_searchdocument BEGIN
        INSERT INTO search_fulltext (search_fulltext, rowid, title, body) VALUES ('delete', old.page_id, old.title, old.body);
        INSERT INTO search_fulltext (rowid, title, body) VALUES (new.page_id, new.title, new.body);
    END""",
]

FORWARDS = {
    "sqlite": [
        """CREATE VIRTUAL TABLE search_fulltext USING fts5 (
            title, body, content='search_searchdocument', content_rowid='page_id',
            tokenize='porter unicode61 remove_diacritics 2'
        )""",
        "INSERT INTO search_fulltext (search_fulltext) VALUES ('rebuild')",
        *TRIGGERS,
    ],
    "postgresql": [
        """ALTER TABLE search_searchdocument ADD COLUMN vector tsvector NOT NULL GENERATED ALWAYS AS (
            setweight(to_tsvector('english', title), 'A') || setweight(to_tsvector('english', body), 'D')
        ) STORED""",
        "CREATE INDEX search_document_vector ON search_searchdocument USING gin (vector)",
    ],
}

BACKWARDS = {
    "sqlite": [
        "DROP TRIGGER search_fulltext_insert",
        "DROP TRIGGER search_fulltext_delete",
        "DROP TRIGGER search_fulltext_update",
        "DROP TABLE search_fulltext",
    ],
    "postgresql": ["DROP INDEX search_document_vector", "ALTER TABLE search_searchdocument DROP COLUMN vector"],
}


class RunSQLOfVendor(migrations.RunSQL):
    """RunSQL with its statements by database vendor."""

    def __init__(self, forwards, backwards):
        super().__init__(forwards, backwards)

    def deconstruct(self):
        return (type(self).__qualname__, [self.sql, self.reverse_sql], {})

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        self._run(self.sql, schema_editor)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        self._run(self.reverse_sql, schema_editor)

    def _run(self, by_vendor, schema_editor):
        vendor = schema_editor.connection.vendor
        if vendor not in by_vendor:
            raise NotImplementedError(f"The library search runs on {' and '.join(by_vendor)}, not on {vendor}.")
        for statement in by_vendor[vendor]:
            schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]
    operations = [RunSQLOfVendor(FORWARDS, BACKWARDS)]
