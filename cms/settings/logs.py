"""Logging: one JSON object a line in production, plain lines in the demo."""

from __future__ import annotations

from typing import Any

LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")


def logging_config(level: str, *, as_json: bool) -> dict[str, Any]:
    """A ``LOGGING`` setting that writes everything from ``level`` up to standard error, and requests, where they are logged, to standard output."""
    form = "json" if as_json else "plain"
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "json": {
                "()": "cms.logs.PrivateJson",
                "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
            },
            "plain": {"format": "%(levelname)s %(name)s: %(message)s"},
        },
        "filters": {
            "requests": {"()": "cms.logs.RequestsOfOurs"},
            "server": {"()": "cms.logs.RejectedByTheServer"},
        },
        "handlers": {
            "console": {"class": "logging.StreamHandler", "formatter": form},
            "access": {"class": "logging.StreamHandler", "formatter": form, "stream": "ext://sys.stdout"},
        },
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            # Only what is our fault: what was not found, not allowed or malformed is the asker's, and says what they asked.
            "django.request": {"level": "ERROR", "filters": ["requests"]},
            # What strangers send: wrong hosts, forged forms, too many fields. They got their 400 or 403.
            "django.security": {"level": "CRITICAL"},
            "gunicorn.error": {"level": "INFO", "handlers": ["console"], "propagate": False, "filters": ["server"]},
            "gunicorn.access": {"level": "INFO", "handlers": ["access"], "propagate": False},
            # Tells twice of every small task that Wagtail runs within a request.
            "django_tasks": {"level": "WARNING"},
            # Logs the body of every request at INFO.
            "elastic_transport": {"level": "WARNING"},
            "elasticsearch": {"level": "WARNING"},
            # Repeats headers that a webhook's receiver sent, and the path that it was sent to.
            "urllib3.connection": {"level": "ERROR"},
        },
    }
