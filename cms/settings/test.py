"""Settings of the tests: as production, on the services that ``tests/services`` starts."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

_VAR = Path(os.environ.get("VAR_DIR", Path(tempfile.gettempdir()) / f"wham-tests-{os.getpid()}"))
os.environ.setdefault("VAR_DIR", str(_VAR))
os.environ.setdefault("SECRET_KEY", "tests-only-tests-only-tests-only-tests-only-tests-only-tests-only")
os.environ.setdefault("DATABASE_URL", f"sqlite:///{_VAR / 'test.sqlite3'}")
os.environ.setdefault("SITE_URL", "http://testserver")
_VAR.mkdir(parents=True, exist_ok=True)

from cms.settings.logs import logging_config  # noqa: E402 - as above
from cms.settings.production import *  # noqa: E402, F403 - production is the base; the lines above give what it needs

ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
SECURE_SSL_REDIRECT = False
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = False
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
STATIC_ROOT = None  # nothing is collected: static files are served from where they lie
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True  # to look for all of them first takes 25 ms a test client
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # speed; no password of a person is ever here
EMAIL_BACKEND = MAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# The editors' own search: written with each save it takes a third of the time. Tests that ask it turn it on.
WAGTAILSEARCH_BACKENDS["default"]["AUTO_UPDATE"] = False
DATABASES["default"]["CONN_MAX_AGE"] = 0
ELASTICSEARCH_INDEX = f"wham-test-{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
SEARCH_LOG_INTERVAL = 0.0  # no thread of its own: a test writes what was counted when it asks for it
STAFF_SECOND_FACTOR = False  # tests of it turn it on
GRAPHIQL_ENABLED = False
GRAPHQL_INTROSPECTION = True
# A machine that runs tests may stand still for seconds. What happens when time is up is tested with times of its own.
GRAPHQL_TIME_BUDGET, ELASTICSEARCH_TIMEOUT = 60, 30
RATE_LIMITS = dict.fromkeys(RATE_LIMITS, "")  # a test asks more often than a person
LINK_CHECKS = False  # nobody is asked but by tests of it
LOGGING = logging_config("WARNING", as_json=False)
