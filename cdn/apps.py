from django.apps import AppConfig


class CdnConfig(AppConfig):
    """Telling the CDN what it may keep, and when it may keep it no more."""

    name = "cdn"
    verbose_name = "CDN"
    default_auto_field = "django.db.models.BigAutoField"
