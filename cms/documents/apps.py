from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "cms.documents"
    label = "cms_documents"
    verbose_name = "Documents"
    default_auto_field = "django.db.models.BigAutoField"
