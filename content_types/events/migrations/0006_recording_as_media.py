import django.core.validators
from django.db import migrations, models

import content_types.core.identifiers


class Migration(migrations.Migration):
    # Defaults in the database, because the version before writes events without these columns.
    dependencies = [("events", "0005_registration_url")]
    operations = [
        migrations.AddField(
            model_name="eventpage",
            name="recording_duration",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="How long it is, in minutes and seconds, such as 12:30.",
                max_length=9,
                validators=[
                    django.core.validators.RegexValidator(
                        r"^(?:\d{1,2}:[0-5]?\d|\d{1,3}):[0-5]\d$",
                        "Write minutes and seconds, such as 12:30, or hours too: 1:02:30.",
                    )
                ],
            ),
        ),
        migrations.AddField(
            model_name="eventpage",
            name="recording_captions_url",
            field=content_types.core.identifiers.UrlField(
                blank=True,
                db_default="",
                default="",
                help_text="Where the WebVTT file of a recording is, if it is a file of ours. Players of other sites have their own.",
                verbose_name="address of captions",
            ),
        ),
    ]
