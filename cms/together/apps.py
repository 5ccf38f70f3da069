from django.apps import AppConfig


class TogetherConfig(AppConfig):
    """Two people in one page."""

    name = "cms.together"
    label = "together"
    verbose_name = "Writing together"
    default_auto_field = "django.db.models.BigAutoField"
