from django.apps import AppConfig


class InitiativesConfig(AppConfig):
    """Who does what, where: the action heatmap."""

    name = "content_types.initiatives"
    label = "initiatives"
    verbose_name = "Initiatives"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from content_types.core.registry import register
        from content_types.initiatives.registration import CONTENT_TYPE

        register(CONTENT_TYPE)
