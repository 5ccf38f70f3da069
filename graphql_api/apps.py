from django.apps import AppConfig


class GraphqlApiConfig(AppConfig):
    """The GraphQL API."""

    name = "graphql_api"
    verbose_name = "GraphQL API"

    def ready(self) -> None:
        from graphql_api.http import time_budget
        from graphql_api.response_cache import write_tracking

        time_budget.connect()
        write_tracking.connect()
