from django.apps import AppConfig


class ImagesConfig(AppConfig):
    name = "cms.images"
    label = "cms_images"
    verbose_name = "Images"
    default_auto_field = "django.db.models.BigAutoField"
