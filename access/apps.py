from django.apps import AppConfig


class AccessConfig(AppConfig):
    """Keys to the API: members' tokens, clients' keys, passwords of private pages."""

    name = "access"
    verbose_name = "Access"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from access import checks, sessions, signals  # noqa: F401 - the checks are registered when they are imported

        sessions.connect()
        signals.connect()
