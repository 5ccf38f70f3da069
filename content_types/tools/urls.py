"""Addresses of what tools offer beside their page."""

from __future__ import annotations

import re

from django.urls import re_path

from content_types.core.responses import PAGE_PATH
from content_types.tools import views
from content_types.tools.fhir import FILE_NAME

urlpatterns = [re_path(rf"^{PAGE_PATH}/{re.escape(FILE_NAME)}$", views.questionnaire, name="questionnaire_fhir")]
