from django.db import migrations, models

TERMS = ("caresetting", "organisation", "person", "place", "profession", "topic")


def _translations() -> models.JSONField:
    # With a default of the database, so that the old version, which knows nothing of the column, goes on writing rows.
    return models.JSONField(
        blank=True, db_default=models.Value({}, models.JSONField()), default=dict, verbose_name="other languages"
    )


class Migration(migrations.Migration):
    """The texts of terms in other languages."""

    dependencies = [("taxonomy", "0002_identifiers")]

    operations = [migrations.AddField(name, "translations", _translations()) for name in TERMS]
