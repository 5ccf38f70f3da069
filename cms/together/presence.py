"""Where in a page its editors are: told and asked with Wagtail's own ping of an editing session."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.views.decorators.http import require_POST
from wagtail.admin.auth import require_admin_access
from wagtail.admin.models import EditingSession
from wagtail.admin.utils import get_user_display_name
from wagtail.admin.views.editing_sessions import ping as wagtails_ping

from cms.together.models import OpenForm

PING = "editing_session_ping"  # the name of its address
_PLACE = re.compile(r"[\w-]{1,80}(\.[\w-]{1,80})?")


@require_POST
def ping(request: HttpRequest, app_label: str, model_name: str, object_id: str, session_id: int) -> HttpResponse:
    """Wagtail's ping, which takes where its editor is and gives where the others are."""
    answer: HttpResponse = wagtails_ping(request, app_label, model_name, object_id, session_id)
    if answer.status_code != 200:
        return answer
    told = json.loads(answer.content)
    own = EditingSession.objects.get(pk=told["session_id"])
    place = request.POST.get("place", "")
    OpenForm.objects.update_or_create(session=own, defaults={"place": place if _PLACE.fullmatch(place) else ""})
    return JsonResponse({**told, "places": places(own)})


def places(own: EditingSession) -> list[dict[str, Any]]:
    """Who else is in which field or block now. Whose browser has not been heard of for three pings is not there."""
    interval = getattr(settings, "WAGTAIL_EDITING_SESSION_PING_INTERVAL", 10_000)
    others = OpenForm.objects.filter(
        session__content_type=own.content_type_id,
        session__object_id=own.object_id,
        session__last_seen_at__gte=timezone.now() - timedelta(milliseconds=3 * interval),
    )
    shown = others.exclude(session=own).exclude(place="").select_related("session__user").order_by("session")
    return [{"user": get_user_display_name(one.session.user), "place": one.place} for one in shown]


def urls() -> list[URLPattern]:
    """At Wagtail's own address, to be found before its own."""
    own = "editing-sessions/ping/<str:app_label>/<str:model_name>/<str:object_id>/<int:session_id>/"
    return [path(own, require_admin_access(ping), name=PING)]
