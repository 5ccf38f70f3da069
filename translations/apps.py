from django.apps import AppConfig


class TranslationsConfig(AppConfig):
    """How far the translation of each page is."""

    name = "translations"
    verbose_name = "Translations"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from translations import signals

        signals.connect()
