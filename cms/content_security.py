"""The Content-Security-Policy of every answer: one for pages, one for the admin, one for what is no page."""

from __future__ import annotations

from http import HTTPStatus

from csp.constants import HEADER
from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from access.paths import lies_below
from cms.settings.content_security import FILES

PAGE = "text/html"


class ContentSecurityMiddleware(CSPMiddleware):
    """django-csp's middleware with a policy a kind of answer. A policy that a view set itself stays."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if response.status_code == HTTPStatus.NOT_MODIFIED:
            return response  # what the asker has keeps the policy that it came with
        if response.headers.get("Content-Type", PAGE).startswith(PAGE):
            return super().process_response(request, response)
        response.headers.setdefault(HEADER, FILES)
        return response

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        if parts.config is None and not report_only and lies_below(request.path_info, "wagtailadmin_home"):
            parts.config = settings.ADMIN_SECURITY_DIRECTIVES
        return parts
