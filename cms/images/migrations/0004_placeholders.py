from django.db import migrations, models


class Migration(migrations.Migration):
    # Defaults in the database, because the version before writes pictures without these columns; make_placeholders fills them.
    dependencies = [("cms_images", "0003_picture_field")]
    operations = [
        migrations.AddField(
            model_name="libraryimage",
            name=name,
            field=models.CharField(db_default="", default="", editable=False, max_length=length),
        )
        for name, length in (("thumb_hash", 64), ("dominant_colour", 7), ("placeholder_of", 40))
    ]
