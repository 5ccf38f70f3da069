from django.apps import AppConfig


class AccessConfig(AppConfig):
    """Keys to the API: members' tokens, clients' keys, passwords of private pages."""

    name = "access"
    verbose_name = "Access"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from access import signals

        signals.connect()
