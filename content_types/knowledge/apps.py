from django.apps import AppConfig


class KnowledgeConfig(AppConfig):
    """Knowledge that shifts perspectives."""

    name = "content_types.knowledge"
    label = "knowledge"
    verbose_name = "Knowledge"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from content_types.core.registry import register
        from content_types.knowledge.registration import CONTENT_TYPE

        register(CONTENT_TYPE)
