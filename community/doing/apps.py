from django.apps import AppConfig


class DoingConfig(AppConfig):
    """“I do this too”."""

    name = "community.doing"
    label = "doing"
    verbose_name = "I do this too"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from community.doing import leaving, personal_data  # noqa: F401 - registered when imported
