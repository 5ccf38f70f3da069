from django.apps import AppConfig


class GraphqlApiConfig(AppConfig):
    """The GraphQL API."""

    name = "graphql_api"
    verbose_name = "GraphQL API"
