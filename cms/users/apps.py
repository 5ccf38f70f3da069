from django.apps import AppConfig


class UsersConfig(AppConfig):
    name = "cms.users"
    label = "cms_users"
    verbose_name = "Users"
    default_auto_field = "django.db.models.BigAutoField"
