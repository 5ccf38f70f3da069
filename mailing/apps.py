from django.apps import AppConfig


class MailingConfig(AppConfig):
    """Mail that waits until the mail server has taken it."""

    name = "mailing"
    verbose_name = "Mail"
    default_auto_field = "django.db.models.BigAutoField"
