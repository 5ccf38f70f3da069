"""The questions that a new installation asks. Administrators change them as they like."""

from django.db import migrations

QUESTIONS = [
    ("", "Is the evidence right, and its source given?", "Figures with a year and a source; nothing that the source does not say."),
    ("", "Is it plain?", "A colleague of another profession understands it at the first reading."),
    ("", "Is it safe?", "Nobody comes to harm who does what it says; it tells where help is."),
    ("", "Is it kind?", "Families would read themselves described with respect."),
    ("tool", "Could you use it tomorrow?", "Nothing is missing that your team would need."),
    ("wellbeing", "Would it help on a bad day?", "Steps are small enough, and help-now is there where it is needed."),
]


def add(apps, schema_editor):
    question = apps.get_model("review", "ReviewQuestion")
    for order, (kind, text, help_text) in enumerate(QUESTIONS):
        question.objects.create(kind=kind, text=text, help_text=help_text, sort_order=order)


class Migration(migrations.Migration):
    dependencies = [("review", "0001_initial")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
