from django.db import migrations, models

import content_types.core.title_order


class Migration(migrations.Migration):
    """The order of titles as a reader expects it, stored beside each, so that a list is read in the order of an index."""

    dependencies = [("core", "0007_identifiers")]

    operations = [
        migrations.AddField(
            model_name="librarypage", name="title_sort_key", field=content_types.core.title_order.TitleSortKey()
        ),
        migrations.AddIndex(
            model_name="librarypage",
            index=models.Index(fields=["title_sort_key", "page_ptr"], name="library_page_title"),
        ),
    ]
