from django.apps import AppConfig


class ToolsConfig(AppConfig):
    """Tools for action."""

    name = "content_types.tools"
    label = "tools"
    verbose_name = "Tools"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from content_types.core.registry import register
        from content_types.tools.registration import CONTENT_TYPE

        register(CONTENT_TYPE)
