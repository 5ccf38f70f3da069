from django.apps import AppConfig


class GraphqlApiConfig(AppConfig):
    """The GraphQL API."""

    name = "graphql_api"
    verbose_name = "GraphQL API"

    def ready(self) -> None:
        from graphql_api import budget
        from graphql_api.kept import writes

        budget.connect()
        writes.connect()
