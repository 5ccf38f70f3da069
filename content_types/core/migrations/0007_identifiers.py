"""Addresses and identifiers in the one form in which they are stored from now on; they mean the same."""

from functools import partial

from django.db import migrations

from content_types.core.identifiers import normalise_columns


def normalise(app, apps, schema_editor):
    normalise_columns(apps, app)


class Migration(migrations.Migration):
    dependencies = [("core", "0006_addresses_index")]

    operations = [migrations.RunPython(partial(normalise, "core"), migrations.RunPython.noop, elidable=True)]
