from django.apps import AppConfig


class WebhooksConfig(AppConfig):
    """Telling other servers what changed for the public."""

    name = "webhooks"
    verbose_name = "Webhooks"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from webhooks import outbox

        outbox.connect()
