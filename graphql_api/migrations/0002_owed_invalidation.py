import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("graphql_api", "0001_known_documents")]

    operations = [
        migrations.CreateModel(
            name="OwedInvalidation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("since", models.DateTimeField(default=django.utils.timezone.now)),
                ("in_force", models.BooleanField(default=False)),
            ],
        ),
    ]
