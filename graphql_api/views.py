"""The endpoint."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from graphene_django.views import GraphQLView as BaseView
from graphql_api.schema import get_schema


def graphql(request: HttpRequest) -> HttpResponse:
    return BaseView.as_view(schema=get_schema())(request)
