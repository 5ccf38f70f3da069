from django.apps import AppConfig


class CoreConfig(AppConfig):
    """What every content type builds on."""

    name = "content_types.core"
    label = "core"
    verbose_name = "Library"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from content_types.core import checks  # noqa: F401 - registers the start-up checks
