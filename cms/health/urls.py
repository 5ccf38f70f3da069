"""Readiness apart from liveness: a process that lives may still wait for its database."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path
from health_check.views import HealthCheckView


def live(request: HttpRequest) -> HttpResponse:
    """The process runs and answers; looks at nothing else."""
    return HttpResponse("ok\n", content_type="text/plain")


urlpatterns = [
    path("live/", live, name="live"),
    path(
        "ready/",
        HealthCheckView.as_view(
            checks=["health_check.checks.Database", "health_check.checks.Cache", "cms.health.checks.Migrations"]
        ),
        name="ready",
    ),
]
