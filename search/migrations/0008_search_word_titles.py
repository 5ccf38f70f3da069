from collections import Counter

from django.db import migrations, models


def count_titles(apps, schema_editor):
    """Once for what is indexed; from then on the vocabulary is kept as documents are written."""
    private = apps.get_model("search", "DocumentValue").objects.filter(field="restrictions").values("document")
    documents = apps.get_model("search", "SearchDocument").objects.exclude(pk__in=private)
    titles = documents.order_by().values_list("title", flat=True).iterator(chunk_size=2_000)
    counts = Counter(word for title in titles for word in set(title.split()))
    words = apps.get_model("search", "SearchWord").objects
    known = list(words.filter(documents__gt=0).only("word").iterator(chunk_size=2_000))
    for word in known:
        word.titles = counts[word.word]
    words.bulk_update([word for word in known if word.titles], ["titles"], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("search", "0007_search_document_length")]
    operations = [
        migrations.AddField(
            model_name="searchword",
            name="titles",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.RunPython(count_titles, migrations.RunPython.noop),
    ]
