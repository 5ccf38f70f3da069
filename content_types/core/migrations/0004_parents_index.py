from django.db import migrations


class Migration(migrations.Migration):
    """Pages with others below them, which are few: every request asks which of them are unpublished (delivery.request_snapshot)."""

    dependencies = [("core", "0003_person_parts"), ("wagtailcore", "0001_initial")]

    operations = [
        migrations.RunSQL(
            "CREATE INDEX library_page_parents ON wagtailcore_page (id) WHERE numchild > 0",
            "DROP INDEX library_page_parents",
        ),
    ]
