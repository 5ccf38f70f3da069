from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('search', '0006_search_total'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='searchdocument',
            index=models.Index(fields=['length'], name='search_document_length'),
        ),
    ]
