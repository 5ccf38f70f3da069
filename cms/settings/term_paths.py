"""Where the frontend shows what there is of a topic, a person …, from the environment."""

from __future__ import annotations

from cms.settings import env

DEFAULTS = {
    "topics": "/topics/{slug}/",
    "professions": "/professions/{slug}/",
    "care_settings": "/care-settings/{slug}/",
    "places": "/places/{slug}/",
    "organisations": "/organisations/{slug}/",
    "people": "/people/{slug}/",
}


def term_paths() -> dict[str, str]:
    """The path of each kind of term below ``FRONTEND_URL``; empty where it has no page. Raises SettingError."""
    return env.path_templates("TERM_PATHS", DEFAULTS)
