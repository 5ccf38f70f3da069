from django.apps import AppConfig


class HeatmapConfig(AppConfig):
    """Where members are, as numbers that tell of nobody."""

    name = "community.heatmap"
    label = "heatmap"
    verbose_name = "Members on the map"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from community.heatmap import leaving, personal_data  # noqa: F401 - registered when imported
