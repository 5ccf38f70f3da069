"""Settings of the demo: SQLite, the database search engine, GraphiQL, plain HTTP on this machine. Never for the public."""

from __future__ import annotations

import os
from pathlib import Path

_VAR = Path(os.environ.get("VAR_DIR", Path(__file__).resolve().parents[2] / "var" / "demo"))
_PORT = os.environ.get("PORT", "8000")
os.environ.setdefault("VAR_DIR", str(_VAR))
os.environ.setdefault("SECRET_KEY", "the-demo-is-not-secret-the-demo-is-not-secret-the-demo-is-not-secret")
# Never the DATABASE_URL that a shell happens to have: the demo's logins are known to everyone.
os.environ["DATABASE_URL"] = os.environ.get("DEMO_DATABASE_URL") or f"sqlite:///{_VAR / 'demo.sqlite3'}"
os.environ["CDN"] = ""  # nor of a CDN, which no process here would tell of changes
os.environ["CONTENT_LANGUAGES"] = "en-gb,cy"
os.environ["SITE_URL"] = f"http://localhost:{_PORT}"

from cms.settings import env  # noqa: E402 - as above
from cms.settings.logs import LEVELS, logging_config  # noqa: E402 - as above
from cms.settings.production import *  # noqa: E402, F403 - production is the base; the lines above give what it needs

ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", *env.strings("ALLOWED_HOSTS")]
DEMO = True
GRAPHIQL_ENABLED = GRAPHQL_INTROSPECTION = True
SECURE_SSL_REDIRECT = False
SECURE_HSTS_SECONDS = 0
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = False
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
STATIC_ROOT = None  # nothing is collected: static files are served from where they lie
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
LINK_CHECKS = False  # nobody is asked
STAFF_SECOND_FACTOR = False  # the logins are known to everyone
RESOURCE_MAILS = False  # about what the sample library holds
# Nobody is written to: mails are read at /mailbox/.
EMAIL_BACKEND, MAIL_BACKEND = "mailing.backend.QueueBackend", "django.core.mail.backends.dummy.EmailBackend"
MAIL_TEXT_KEPT = WAGTAIL_PASSWORD_RESET_ENABLED = True
MAIL_RELAY_DOMAIN = MAIL_RELAY_DOMAIN or "members.example.org"
REVIEW_MAIL_DOMAIN = REVIEW_MAIL_DOMAIN or "answers.example.org"  # answered by `manage.py receive_mail --reply-to`
LOGGING = logging_config(env.choice("LOG_LEVEL", LEVELS, "WARNING"), as_json=False)
