from django.apps import AppConfig


class TaxonomyConfig(AppConfig):
    """Topics, professions, care settings, places, people and organisations."""

    name = "content_types.taxonomy"
    label = "taxonomy"
    verbose_name = "Taxonomy"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from content_types.core.usage import offer_no_deleting
        from content_types.taxonomy.models import Term
        from content_types.taxonomy.registration import show_terms

        show_terms()
        offer_no_deleting(*(model for model in self.get_models() if issubclass(model, Term)))
