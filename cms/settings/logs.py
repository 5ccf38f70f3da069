"""Logging: one JSON object a line in production, plain lines in the demo."""

from __future__ import annotations

from typing import Any

LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")


def logging_config(level: str, *, as_json: bool) -> dict[str, Any]:
    """A ``LOGGING`` setting that writes everything from ``level`` up to standard error."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "json": {
                "()": "pythonjsonlogger.json.JsonFormatter",
                "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
            },
            "plain": {"format": "%(levelname)s %(name)s: %(message)s"},
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json" if as_json else "plain"}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            # Tells twice of every small task that Wagtail runs within a request.
            "django_tasks": {"level": "WARNING"},
            # Logs the body of every request at INFO.
            "elastic_transport": {"level": "WARNING"},
            "elasticsearch": {"level": "WARNING"},
            # Repeats headers that a webhook's receiver sent, and the path that it was sent to.
            "urllib3.connection": {"level": "ERROR"},
        },
    }
