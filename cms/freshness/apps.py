from django.apps import AppConfig


class FreshnessConfig(AppConfig):
    """Looking again at what is published: reminders, and saying that it is still right."""

    name = "cms.freshness"
    label = "freshness"
    verbose_name = "Reviews of what is published"
    default_auto_field = "django.db.models.BigAutoField"
