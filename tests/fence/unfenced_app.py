"""Gives our models the declarations that grapple's own documentation would have them make."""

from __future__ import annotations

from django.apps import AppConfig, apps


class UnfencedConfig(AppConfig):
    """Runs right before grapple reads the models."""

    name = "tests.fence"
    label = "unfenced"

    def ready(self) -> None:
        from grapple.models import (
            GraphQLCollection,
            GraphQLForeignKey,
            GraphQLImage,
            GraphQLPage,
            GraphQLStreamfield,
            GraphQLString,
        )
        from grapple.registry import registry

        for block in list(registry.streamfield_blocks):
            if isinstance(block, type) and block.__module__.startswith("content_types."):
                del registry.streamfield_blocks[block]
        for model in apps.get_models():
            if any("graphql_fields" in vars(base) for base in model.__mro__):
                model.graphql_fields = [] if hasattr(model, "draft_title") else [GraphQLString("name")]
                model.graphql_interfaces = ()
        article = apps.get_model("knowledge", "KnowledgeArticlePage")
        article.graphql_fields = [
            GraphQLString("summary"),
            GraphQLStreamfield("body"),
            GraphQLImage("cover_image"),
            GraphQLCollection(GraphQLForeignKey, "related_resources", "core.RelatedResource"),
        ]
        apps.get_model("core", "RelatedResource").graphql_fields = [GraphQLPage("related_page")]
