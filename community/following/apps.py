from django.apps import AppConfig


class FollowingConfig(AppConfig):
    """Following, and the mails about it."""

    name = "community.following"
    label = "following"
    verbose_name = "Following"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from community.following import leaving, personal_data  # noqa: F401 - registered when imported
