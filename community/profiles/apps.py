from django.apps import AppConfig


class ProfilesConfig(AppConfig):
    """Who members are to each other, as far as each wants to say."""

    name = "community.profiles"
    label = "profiles"
    verbose_name = "Profiles"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from community.profiles import leaving, reportable  # noqa: F401 - registered when imported
