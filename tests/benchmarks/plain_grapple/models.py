"""An article with what the five batch' articles have, in the way that Wagtail's and grapple's documentation show."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from grapple.helpers import register_paginated_query_field, register_query_field
from grapple.models import GraphQLForeignKey, GraphQLRichText, GraphQLString, GraphQLTag
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from taggit.models import TaggedItemBase
from wagtail.fields import RichTextField
from wagtail.models import Page
from wagtail.search import index
from wagtail.snippets.models import register_snippet


@register_snippet
class PlainTopic(models.Model):
    """A topic."""

    name = models.CharField(max_length=100)
    graphql_fields: ClassVar = [GraphQLString("name")]

    def __str__(self) -> str:
        return self.name


@register_snippet
class PlainAuthor(models.Model):
    """An author."""

    name = models.CharField(max_length=100)
    graphql_fields: ClassVar = [GraphQLString("name")]

    def __str__(self) -> str:
        return self.name


class PlainTag(TaggedItemBase):
    """Which article has which tag."""

    content_object = ParentalKey("PlainArticle", related_name="tagged_items", on_delete=models.CASCADE)


@register_query_field("plainArticle", "plainArticles")
@register_paginated_query_field("foundArticle", "foundArticles")
class PlainArticle(Page):
    """An article."""

    intro = models.TextField()
    body = RichTextField()
    tags = ClusterTaggableManager(through=PlainTag)
    topics = ParentalManyToManyField(PlainTopic)
    authors = ParentalManyToManyField(PlainAuthor)
    search_fields: ClassVar = [*Page.search_fields, index.SearchField("intro"), index.SearchField("body")]
    graphql_fields: ClassVar = [
        GraphQLString("intro"), GraphQLRichText("body"), GraphQLTag("tags"),
        GraphQLForeignKey("topics", PlainTopic, is_list=True), GraphQLForeignKey("authors", PlainAuthor, is_list=True),
    ]  # fmt: skip
