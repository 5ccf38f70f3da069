from django.apps import AppConfig


class ModerationConfig(AppConfig):
    """Reports of what members write, decisions, appeals, trust."""

    name = "community.moderation"
    label = "moderation"
    verbose_name = "Moderation"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from community.moderation import leaving, page_reports, personal_data, review_reports  # noqa: F401 - registered when imported
