from django.apps import AppConfig


class TaxonomyConfig(AppConfig):
    """Topics, professions, care settings, places, people and organisations."""

    name = "content_types.taxonomy"
    label = "taxonomy"
    verbose_name = "Taxonomy"
    default_auto_field = "django.db.models.BigAutoField"
