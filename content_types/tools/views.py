"""Questionnaires in the form that clinical systems read."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_safe

from content_types.core.responses import page_at, published_response
from content_types.tools import fhir
from content_types.tools.models import ToolPage
from delivery.context import ReadContext


@require_safe
def questionnaire(request: HttpRequest, page_path: str) -> HttpResponseBase:
    """The FHIR Questionnaire of the tool at this path; a 404 with an OperationOutcome where the reader may see none."""
    context = ReadContext.of(request)
    page = page_at(context, ToolPage, page_path)
    resource = fhir.questionnaire_resource(page, context) if page else None
    if page is None or resource is None:
        message = f"There is no published questionnaire at /{page_path}/. The API lists them: tools(filter: {{kinds: [SCREENING_QUESTIONNAIRE]}})."
        return HttpResponse(_json(fhir.operation_outcome(message)), content_type=fhir.CONTENT_TYPE, status=404)
    return published_response(request, _json(resource), fhir.CONTENT_TYPE, context.viewer, page.last_published_at)


def _json(resource: dict[str, Any]) -> bytes:
    return json.dumps(resource, ensure_ascii=False, indent=2).encode()
