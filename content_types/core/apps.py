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
        from wagtail.documents import get_document_model
        from wagtail.images import get_image_model
        from wagtail.signals import page_published, page_slug_changed, post_page_move

        from content_types.core import checks, preview, redirects  # noqa: F401 - the first registers the start-up checks
        from content_types.core.models import LibraryPage
        from content_types.core.registration import show_pages
        from content_types.core.usage import complete_the_index, count_links, keep_while_used
        from content_types.core.writing_checks.findings import register
        from content_types.core.writing_checks.standard import STANDARD

        show_pages()
        register(*STANDARD)
        complete_the_index()
        count_links(LibraryPage)
        keep_while_used(get_image_model(), get_document_model())
        page_published.connect(preview.end_previews_of_page, dispatch_uid="core.end_previews_of_page")
        for signal in (page_slug_changed, post_page_move):
            signal.connect(redirects.drop_redirects_to_themselves, dispatch_uid="core.drop_redirects_to_themselves")
        post_save.connect(
            preview.end_previews_of_editor, sender=get_user_model(), dispatch_uid="core.end_previews_of_editor"
        )
