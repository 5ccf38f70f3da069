from django.apps import AppConfig


class ContributionsConfig(AppConfig):
    """What members contribute."""

    name = "community.contributions"
    label = "contributions"
    verbose_name = "Contributions"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from community.contributions import following, leaving, personal_data  # noqa: F401 - declare what is held

        following.connect()
