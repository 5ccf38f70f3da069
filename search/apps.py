from django.apps import AppConfig


class SearchConfig(AppConfig):
    """The library search."""

    name = "search"
    verbose_name = "Library search"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from content_types.core.graphql.similarity import set_finder
        from search import service, signals

        signals.connect()
        set_finder(service.similar_pages)
