from django.apps import AppConfig


class RegistrationsConfig(AppConfig):
    """Registrations for events."""

    name = "community.registrations"
    label = "registrations"
    verbose_name = "Registrations"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from community.registrations import deleting, leaving  # noqa: F401 - registered when imported

        deleting.connect()
