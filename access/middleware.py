"""Keys at every other address than the API's: pictures, documents, calendars, questionnaires, pages as Markdown."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse

from access.authentication import CHALLENGE, SCHEME, authenticate, keep_to_the_asker
from access.paths import lies_below
from content_types.core.errors import Unauthenticated

OURS = f"{SCHEME}wham_"
ELSEWHERE = ("graphql", "wagtailadmin_home")


class KeysMiddleware:
    """Looks at the keys of a request, and keeps what was answered to one from every cache.

    The API looks at them itself, to reject in its own form. In the admin a key opens nothing: it is for reading. Other uses of ``Authorization``
    (the token of /metrics, a proxy's own password) are no business of ours here.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not self._concerns(request):
            return self.get_response(request)
        try:
            authenticate(request)
        except Unauthenticated as error:
            rejection = JsonResponse({"errors": [error.formatted]}, status=401, headers={"WWW-Authenticate": CHALLENGE})
            keep_to_the_asker(rejection)
            return rejection
        response = self.get_response(request)
        keep_to_the_asker(response)
        return response

    def _concerns(self, request: HttpRequest) -> bool:
        bearer = request.META.get("HTTP_AUTHORIZATION", "").strip().lower().startswith(OURS)
        return (bearer or "HTTP_X_PAGE_ACCESS" in request.META) and not any(
            lies_below(request.path_info, elsewhere) for elsewhere in ELSEWHERE
        )
