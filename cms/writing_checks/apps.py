from django.apps import AppConfig


class WritingChecksConfig(AppConfig):
    """What the writing checks find of the library, kept; and whether its links lead anywhere."""

    name = "cms.writing_checks"
    label = "writing_checks"
    verbose_name = "Writing checks"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.core import checks

        from cms.writing_checks.broken_links import BROKEN_LINK
        from cms.writing_checks.required import look_at_required
        from content_types.core.writing_checks.findings import register

        register(BROKEN_LINK)
        checks.register(look_at_required)
