"""Settings of the demo: SQLite, the database search engine, GraphiQL, plain HTTP on this machine. Never for the public."""

from __future__ import annotations

import os
from pathlib import Path

_VAR = Path(os.environ.get("VAR_DIR", Path(__file__).resolve().parents[2] / "var" / "demo"))
_PORT = os.environ.get("PORT", "8000")
os.environ.setdefault("VAR_DIR", str(_VAR))
os.environ.setdefault("SECRET_KEY", "the-demo-is-not-secret-the-demo-is-not-secret-the-demo-is-not-secret")
os.environ.setdefault("DATABASE_URL", f"sqlite:///{_VAR / 'demo.sqlite3'}")
os.environ.setdefault("SITE_URL", f"http://localhost:{_PORT}")

from cms.settings.logs import logging_config  # noqa: E402 - as above
from cms.settings.production import *  # noqa: E402, F403 - production is the base; the lines above give what it needs

ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", "testserver", *os.environ.get("ALLOWED_HOSTS", "").split(",")]
DEMO = True
GRAPHIQL_ENABLED = True
SECURE_SSL_REDIRECT = False
SECURE_HSTS_SECONDS = 0
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = False
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
LOGGING = logging_config(os.environ.get("LOG_LEVEL", "WARNING"), as_json=False)
