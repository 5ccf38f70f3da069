from django.db import migrations, models


class Migration(migrations.Migration):
    """Numbers to filter by, and the moment of the last update. Both may be null: neither table is made anew, and the release before goes on writing."""

    dependencies = [("search", "0008_search_word_titles")]

    operations = [
        migrations.AddField(
            model_name="documentvalue", name="number", field=models.FloatField(null=True)
        ),
        migrations.AddField(
            model_name="searchdocument", name="last_published_at", field=models.DateTimeField(null=True)
        ),
    ]
