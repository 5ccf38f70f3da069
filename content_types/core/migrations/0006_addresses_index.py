from django.db import migrations


def add(apps, schema_editor):
    # By hash on PostgreSQL: its usual index refuses addresses of more than some two thousand letters.
    how = "USING hash " if schema_editor.connection.vendor == "postgresql" else ""
    schema_editor.execute(f"CREATE INDEX library_page_addresses ON wagtailcore_page {how}(url_path)")


def remove(apps, schema_editor):
    schema_editor.execute("DROP INDEX library_page_addresses")


class Migration(migrations.Migration):
    """Pages by their address, which Wagtail walks down to step by step, and the API asks for at once."""

    dependencies = [("core", "0005_preview_links"), ("wagtailcore", "0001_initial")]

    operations = [migrations.RunPython(add, remove)]
