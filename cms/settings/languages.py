"""Settings of the languages that content may be in."""

from __future__ import annotations

from cms.settings import env

# The first is the language of the site: it has no prefix in addresses, and what is not translated is given in it.
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES = env.languages("CONTENT_LANGUAGES", "en-gb")
LANGUAGE_CODE = LANGUAGES[0][0]
WAGTAIL_I18N_ENABLED = len(LANGUAGES) > 1
WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = (
    False  # a reviewer publishes a translation, not the publish of its source
)
