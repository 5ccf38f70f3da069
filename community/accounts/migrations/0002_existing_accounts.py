"""The first versions of the texts that members accept; and accounts from before have the address that they were given, as their own."""

from datetime import date

from django.db import migrations

TEXTS = ("terms", "code-of-conduct")


def add(apps, schema_editor):
    agreement = apps.get_model("accounts", "Agreement")
    for kind in TEXTS:
        agreement.objects.get_or_create(kind=kind, version="1", defaults={"since": date(2026, 12, 1)})
    address = apps.get_model("account", "EmailAddress")
    taken = set(address.objects.filter(verified=True).values_list("email", flat=True))
    have = set(address.objects.values_list("user_id", flat=True))
    made = []
    # Of two accounts with one address the one that is used has it; the other signs in by its name.
    accounts = apps.get_model("cms_users", "User").objects.exclude(email="").order_by("-is_active", "pk")
    for key, email in accounts.values_list("pk", "email"):
        lowered = email.strip().lower()
        if key not in have and lowered not in taken:
            taken.add(lowered)
            made.append(address(user_id=key, email=lowered, verified=True, primary=True))
    address.objects.bulk_create(made)


def take_back(apps, schema_editor):
    members = apps.get_model("accounts", "Membership").objects.values("user_id")
    apps.get_model("account", "EmailAddress").objects.exclude(user_id__in=members).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_accounts"),
        ("account", "0009_emailaddress_unique_primary_email"),
        ("cms_users", "0003_weekly_digest"),
    ]

    operations = [migrations.RunPython(add, take_back)]
