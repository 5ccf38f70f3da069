from django.apps import AppConfig


class UsesConfig(AppConfig):
    """Reports of use."""

    name = "community.uses"
    label = "uses"
    verbose_name = "Reports of use"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from community.uses import leaving, personal_data, reportable  # noqa: F401 - registered when imported
