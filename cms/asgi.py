"""The ASGI application."""

import os

from django.core.asgi import get_asgi_application

from cms.content_type import plain_asgi
from cms.startup import explain_start_up_errors

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.production")
with explain_start_up_errors():
    application = plain_asgi(get_asgi_application())
