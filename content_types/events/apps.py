from django.apps import AppConfig


class EventsConfig(AppConfig):
    """WHAMinars and other events."""

    name = "content_types.events"
    label = "events"
    verbose_name = "Events"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from content_types.core.registry import register
        from content_types.events.registration import CONTENT_TYPE

        register(CONTENT_TYPE)
