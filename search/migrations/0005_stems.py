"""The full text of stems that our own code makes, alike on every database, in place of what each database made of the words.

What the index holds until now is in the old form: every page is noted again, for the worker to write anew. A later migration that makes SQLite
rebuild ``search_searchdocument`` (most changes of a column do) drops its triggers: it must run ``TRIGGERS`` again.
"""

from importlib import import_module

from django.db import migrations, models

before = import_module("search.migrations.0002_full_text")

TRIGGERS = [
    """CREATE TRIGGER search_fulltext_insert AFTER INSERT ON search_searchdocument BEGIN
        INSERT INTO search_fulltext (rowid, title_stems, body) VALUES (new.page_id, new.title_stems, new.body);
        INSERT INTO search_titles (rowid, title) VALUES (new.page_id, new.title);
    END""",
    """CREATE TRIGGER search_fulltext_delete AFTER DELETE ON search_searchdocument BEGIN
        INSERT INTO search_fulltext (search_fulltext, rowid, title_stems, body)
            VALUES ('delete', old.page_id, old.title_stems, old.body);
        DELETE FROM search_titles WHERE rowid = old.page_id;
    END""",
    """CREATE TRIGGER search_fulltext_update AFTER UPDATE ON search_searchdocument BEGIN
        INSERT INTO search_fulltext (search_fulltext, rowid, title_stems, body)
            VALUES ('delete', old.page_id, old.title_stems, old.body);
        DELETE FROM search_titles WHERE rowid = old.page_id;
        INSERT INTO search_fulltext (rowid, title_stems, body) VALUES (new.page_id, new.title_stems, new.body);
        INSERT INTO search_titles (rowid, title) VALUES (new.page_id, new.title);
    END""",
]

FORWARDS = {
    "sqlite": [
        """CREATE VIRTUAL TABLE search_fulltext USING fts5 (
            title_stems, body, content='search_searchdocument', content_rowid='page_id', tokenize='unicode61 remove_diacritics 0'
        )""",
        "INSERT INTO search_fulltext (search_fulltext) VALUES ('rebuild')",
        # With content of its own, because the long rows of the documents are slow to read for a title.
        """CREATE VIRTUAL TABLE search_titles USING fts5 (
            title, detail=column, prefix='1 2 3', tokenize='unicode61 remove_diacritics 0'
        )""",
        "INSERT INTO search_titles (rowid, title) SELECT page_id, title FROM search_searchdocument",
        *TRIGGERS,
    ],
    "postgresql": [
        """ALTER TABLE search_searchdocument ADD COLUMN vector tsvector NOT NULL GENERATED ALWAYS AS (
            setweight(to_tsvector('simple', title_stems), 'A') || setweight(to_tsvector('simple', body), 'D')
        ) STORED""",
        # Stems, to find what is in a title without reading the long vector, and words, for what is being typed.
        """ALTER TABLE search_searchdocument ADD COLUMN title_vector tsvector NOT NULL GENERATED ALWAYS AS (
            to_tsvector('simple', title_stems || ' ' || title)
        ) STORED""",
        # Uncompressed it is read faster, and there is little to compress.
        "ALTER TABLE search_searchdocument ALTER COLUMN vector SET STORAGE EXTERNAL",
        "CREATE INDEX search_document_vector ON search_searchdocument USING gin (vector)",
        "CREATE INDEX search_document_title_vector ON search_searchdocument USING gin (title_vector)",
        # From the indexes always: the planner does not know what it costs to read the long vectors of a table that looks small.
        """CREATE FUNCTION search_matching(queries tsquery[]) RETURNS TABLE (nth int, page_id bigint)
            LANGUAGE sql STABLE SET enable_seqscan = off AS $$
                SELECT q.nth::int, d.page_id FROM unnest(queries) WITH ORDINALITY AS q(query, nth)
                    JOIN search_searchdocument d ON d.vector @@ q.query
                UNION ALL
                SELECT q.nth::int, d.page_id FROM unnest(queries) WITH ORDINALITY AS q(query, nth)
                    JOIN search_searchdocument d ON d.title_vector @@ q.query
            $$""",
    ],
}

BACKWARDS = {
    "sqlite": [
        "DROP TRIGGER search_fulltext_insert",
        "DROP TRIGGER search_fulltext_delete",
        "DROP TRIGGER search_fulltext_update",
        "DROP TABLE search_fulltext",
        "DROP TABLE search_titles",
    ],
    "postgresql": [
        "DROP FUNCTION search_matching(tsquery[])",
        "DROP INDEX search_document_title_vector",
        "DROP INDEX search_document_vector",
        "ALTER TABLE search_searchdocument DROP COLUMN title_vector",
        "ALTER TABLE search_searchdocument DROP COLUMN vector",
    ],
}


def note_every_page(apps, schema_editor):
    operations = apps.get_model("search", "IndexOperation").objects.filter(engine="database")
    operations.update(version=models.F("version") + 1, pending=True, attempts=0)


class Migration(migrations.Migration):
    dependencies = [("search", "0004_search_log")]
    operations = [
        before.RunSQLOfVendor(before.BACKWARDS, before.FORWARDS),
        migrations.AddField("searchdocument", "length", models.PositiveIntegerField(default=0)),
        migrations.AddField("searchdocument", "title_stems", models.TextField(default="")),
        migrations.AddField("searchdocument", "words", models.TextField(default="")),
        before.RunSQLOfVendor(FORWARDS, BACKWARDS),
        migrations.RunPython(note_every_page, migrations.RunPython.noop),
    ]
