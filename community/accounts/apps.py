from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Joining, signing in without a password, one's own data, leaving."""

    name = "community.accounts"
    label = "accounts"
    verbose_name = "Accounts of members"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from community.accounts import addresses, leaving, personal_data  # noqa: F401 - what is held is registered when it is imported

        addresses.connect()
