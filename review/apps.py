from django.apps import AppConfig


class ReviewConfig(AppConfig):
    """Peer review without hierarchy, on Wagtail's own workflows."""

    name = "review"
    verbose_name = "Peer review"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from review import notices

        notices.connect()
