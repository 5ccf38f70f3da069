from django.apps import AppConfig


class QueuesConfig(AppConfig):
    """Leased queues, and the heartbeat of what works them off."""

    name = "queues"
    label = "workers"  # of the tables and rights that there are
    default_auto_field = "django.db.models.BigAutoField"
