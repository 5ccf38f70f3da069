from django.db import migrations

import content_types.core.identifiers


class Migration(migrations.Migration):
    # A default in the database, because the version before writes events without this column.
    dependencies = [("events", "0004_plurals")]
    operations = [
        migrations.AddField(
            model_name="eventpage",
            name="registration_url",
            field=content_types.core.identifiers.UrlField(
                blank=True,
                db_default="",
                default="",
                help_text="Where people register, if that is on another site. Public.",
                verbose_name="registration address",
            ),
        ),
    ]
