from django.apps import AppConfig


class WellbeingConfig(AppConfig):
    """Wellbeing of people, teams and systems."""

    name = "content_types.wellbeing"
    label = "wellbeing"
    verbose_name = "Wellbeing"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from content_types.core.registry import register
        from content_types.wellbeing.registration import CONTENT_TYPE

        register(CONTENT_TYPE)
