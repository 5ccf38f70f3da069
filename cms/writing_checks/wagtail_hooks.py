"""The report of the writing checks in the admin's menu."""

from __future__ import annotations

from wagtail import hooks

from cms.writing_checks import report

hooks.register("register_admin_urls", report.urls)
hooks.register("register_reports_menu_item", report.menu_item)
