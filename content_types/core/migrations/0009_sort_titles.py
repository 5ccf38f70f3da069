from django.db import migrations

from content_types.core.title_order import write_sort_keys


def fill(apps, schema_editor):
    write_sort_keys(apps.get_model("core", "LibraryPage").objects, apps.get_model("wagtailcore", "Locale").objects)


class Migration(migrations.Migration):
    """The sort keys of the titles that there are. What the old processes write meanwhile, `manage.py sort_titles` mends."""

    atomic = False  # nobody waits for the pages of a large library until all have their key
    dependencies = [("core", "0008_title_sort_key")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]
