from django.apps import AppConfig


class ChangesConfig(AppConfig):
    """What has changed for the public, in an order that nobody misses anything in."""

    name = "changes"
    verbose_name = "Content changes"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from changes import signals

        signals.connect()
