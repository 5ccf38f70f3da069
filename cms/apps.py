from django.apps import AppConfig


class CmsConfig(AppConfig):
    """Wiring, and the editors' side."""

    name = "cms"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cms.editors import bulk_names, inline_scripts, methods, spreadsheets
        from outages import database

        database.watch()
        spreadsheets.guard_all()
        bulk_names.guard_all()
        methods.guard_all()
        inline_scripts.connect()
