"""Where everything is."""

from __future__ import annotations

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path
from django.views.generic import RedirectView
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls
from wagtail.utils.urlpatterns import decorate_urlpatterns

from access.password_reset import BoundedPasswordResetView
from cms import private_files, views
from cms.editors.methods import as_pages_speak
from cms.editors.one_at_a_time import one_at_a_time
from cms.editors.second_factor import SignInView, second_factor_page
from cms.media import documents
from cms.media import views as media_views
from cms.metrics import metrics
from cms.together import presence
from community.contributions.views import take_file
from graphql_api.http.published_schema import possible_types, schema
from graphql_api.http.views import graphql
from review.inbound.webhook import mail_hook

handler500 = "cms.errors.server_error"

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
    # In place of Wagtail's own, which ask for no second factor, and below which nothing is bounded.
    path("admin/login/", as_pages_speak(SignInView.as_view()), name="wagtailadmin_login"),
    path("admin/second-factor/", as_pages_speak(second_factor_page), name="second_factor"),
    path("admin/password_reset/", BoundedPasswordResetView.as_view(), name="wagtailadmin_password_reset"),
    path(
        "documents/authenticate_with_password/<int:restriction_id>/",
        private_files.collection_password,
        name="wagtaildocs_authenticate_with_password",
    ),
    path(
        "admin/",
        include(
            decorate_urlpatterns(
                decorate_urlpatterns([*presence.urls(), *wagtailadmin_urls.urlpatterns], one_at_a_time), as_pages_speak
            )
        ),
    ),
    # In place of Wagtail's own.
    path("documents/<int:document_id>/<path:document_filename>", documents.document, name="wagtaildocs_serve"),
    path("documents/", include(wagtaildocs_urls)),
    path("preview/", views.preview, name="preview"),
    path("contributions/files/", take_file, name="contribution_files"),
    path("hooks/mail/", mail_hook, name="mail_hook"),
    path("metrics", metrics, name="metrics"),
    *([path("", include("demo.urls"))] if settings.MAIL_TEXT_KEPT else []),
    path("", views.landing, name="landing"),
    path("", include("feeds.urls")),
    path("", include("content_types.events.urls")),
    path("", include("content_types.initiatives.urls")),
    path("", include("content_types.tools.urls")),
    # Wagtail looks these two up by their names. Members sign in by the API, editors in the admin.
    path(
        "_util/login/",
        RedirectView.as_view(pattern_name="wagtailadmin_login", query_string=True),
        name="wagtailcore_login",
    ),
    # Pages in another language than the site's have its code before their path.
    *i18n_patterns(
        re_path(r"^((?:[\w\-]+/)*)$", views.page_address, name="wagtail_serve"), prefix_default_language=False
    ),
]
