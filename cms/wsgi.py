"""The WSGI application, for gunicorn: what is kept is answered before Django is asked."""

import logging
import os

from django.core.wsgi import get_wsgi_application

from cms.content_type import plain_wsgi
from cms.startup import explain_start_up_errors

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.production")
with explain_start_up_errors():
    _django = get_wsgi_application()

from django.urls import get_resolver

from access import addresses
from graphql_api.response_cache.repeated_requests import (
    RepeatedRequestCache,  # here, because it needs the apps that Django has just loaded
)
from graphql_api.schema.building import get_schema
from search.engines import load as load_engines

# What every worker needs for its first request is made before there are workers: they share its memory, and nobody waits for it.
with explain_start_up_errors():
    load_engines()
    get_schema()
    get_resolver().url_patterns  # noqa: B018 - reading it imports every view

_warning = addresses.problem()
if _warning:
    logging.getLogger(__name__).warning("%s", _warning)

application = RepeatedRequestCache(plain_wsgi(_django))
