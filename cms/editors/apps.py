"""Wagtail's applications with our views in place of its own."""

from __future__ import annotations

from wagtail.contrib.redirects.apps import WagtailRedirectsAppConfig
from wagtail.sites.apps import WagtailSitesAppConfig
from wagtail.users.apps import WagtailUsersAppConfig


class AccountsConfig(WagtailUsersAppConfig):
    """Accounts, with the rule of who may act on which (``cms.editors.accounts``)."""

    user_viewset = "cms.editors.accounts.AccountViewSet"

    def ready(self) -> None:
        super().ready()
        from django.contrib.auth import get_user_model
        from wagtail.permissions import register_permission_policy

        from cms.editors.accounts import AccountPolicy

        register_permission_policy(get_user_model(), AccountPolicy(get_user_model()))


class SitesConfig(WagtailSitesAppConfig):
    """Sites. Wagtail's view that copies one writes over the original, so there is none."""

    def ready(self) -> None:
        super().ready()
        from wagtail.sites.views import SiteViewSet

        SiteViewSet.copy_view_enabled = False


class RedirectsConfig(WagtailRedirectsAppConfig):
    """Redirects, with the form and the import of ``cms.editors.redirects``."""

    def ready(self) -> None:
        super().ready()
        from cms.editors import redirects

        redirects.use()
