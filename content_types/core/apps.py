from django.apps import AppConfig


class CoreConfig(AppConfig):
    """What every content type builds on."""

    name = "content_types.core"
    label = "core"
    verbose_name = "Library"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.contrib.auth import get_user_model
        from django.db.models.signals import post_save
        from wagtail.signals import page_published

        from content_types.core import checks, preview  # noqa: F401 - the first registers the start-up checks

        page_published.connect(preview.end_previews_of_page, dispatch_uid="core.end_previews_of_page")
        post_save.connect(
            preview.end_previews_of_editor, sender=get_user_model(), dispatch_uid="core.end_previews_of_editor"
        )
