from django.apps import AppConfig


class CmsConfig(AppConfig):
    """Wiring, and the editors' side."""

    name = "cms"
    default_auto_field = "django.db.models.BigAutoField"
