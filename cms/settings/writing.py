"""Settings of writing: tags, the advice that writers get, and what becomes of resources as they age."""

from __future__ import annotations

from cms.settings import env

# Names of checks whose findings must be mended before a resource is submitted or published; none: all is advice.
WRITING_CHECKS_REQUIRED = env.strings("WRITING_CHECKS_REQUIRED")
WRITING_READING_AGE = env.integer(
    "WRITING_READING_AGE", 14, minimum=6
)  # years; what needs more is said to be hard to read
WRITING_KNOWN_ACRONYMS = env.strings("WRITING_KNOWN_ACRONYMS")  # that need no explanation here, beside the commonest
LINK_CHECKS = env.boolean("LINK_CHECKS", True)  # whether the scheduler asks each month if links still lead somewhere
RESOURCE_MAILS = env.boolean("RESOURCE_MAILS", True)  # about reviews that are due, and links that are broken
REVIEW_GRACE_DAYS = env.integer(
    "REVIEW_GRACE_DAYS", 60
)  # after the day of review, before readers are told that it has passed

TAGGIT_CASE_INSENSITIVE = True
TAGGIT_TAGS_FROM_STRING = "content_types.core.tags.tags_from_string"
