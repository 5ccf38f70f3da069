from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('search', '0005_stems'),
    ]

    operations = [
        migrations.CreateModel(
            name='SearchTotal',
            fields=[
                ('outcome', models.CharField(max_length=20, primary_key=True, serialize=False)),
                ('searches', models.PositiveBigIntegerField(default=0)),
            ],
        ),
    ]
