"""Where everything is."""

from __future__ import annotations

from django.urls import include, path, re_path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from cms import views
from cms.media import views as media_views
from cms.metrics import metrics
from graphql_api.published import possible_types, schema
from graphql_api.views import graphql

urlpatterns = [
    path("graphql/", graphql, name="graphql"),
    # Answered, not redirected: a redirect makes GET of POST, and no preflight follows one.
    path("graphql", graphql),
    path("graphql/schema.graphql", schema, name="schema"),
    path("graphql/possibleTypes.json", possible_types, name="possible-types"),
    re_path(
        r"^images/(?P<pk>[0-9]{1,18})/(?P<size>[a-z]+)-(?P<version>[0-9a-f]{10})\.(?P<image_format>[a-z]+)$",
        media_views.image,
        name="image",
    ),
    path("media/<path:path>", media_views.media, name="media"),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("preview/", views.preview, name="preview"),
    path("metrics", metrics, name="metrics"),
    path("", views.landing, name="landing"),
    path("", include("content_types.events.urls")),
    path("", include("content_types.tools.urls")),
    path("", include(wagtail_urls)),
]
