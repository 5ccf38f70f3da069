from django.db import migrations, models


def _translations() -> models.JSONField:
    # With a default of the database, so that the old version, which knows nothing of the column, goes on writing rows.
    return models.JSONField(
        blank=True, db_default=models.Value({}, models.JSONField()), default=dict, verbose_name="other languages"
    )


class Migration(migrations.Migration):
    """The texts of the site and its menu in other languages."""

    dependencies = [("core", "0009_sort_titles")]

    operations = [
        migrations.AddField("librarysettings", "translations", _translations()),
        migrations.AddField("navigationitem", "translations", _translations()),
    ]
