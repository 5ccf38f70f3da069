"""The WSGI application, for gunicorn: what is kept is answered before Django is asked."""

import os

from django.core.wsgi import get_wsgi_application

from cms.startup import explain_start_up_errors

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.production")
with explain_start_up_errors():
    _django = get_wsgi_application()

from graphql_api.kept.front import KeptAnswersFirst  # here, because it needs the apps that Django has just loaded

application = KeptAnswersFirst(_django)
