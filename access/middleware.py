"""Keys at every other address than the API's: pictures, documents, calendars, questionnaires, the plain pages."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.functional import cached_property

from access.authentication import CHALLENGE, SCHEME, authenticate, keep_to_the_asker
from content_types.core.errors import Unauthenticated

OURS = f"{SCHEME}wham_"


class KeysMiddleware:
    """Looks at the keys of a request, and keeps what was answered to one from every cache.

    The API looks at them itself, to refuse in its own form. In the admin a key opens nothing: it is for reading. Other uses of ``Authorization``
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
            refusal = JsonResponse({"errors": [error.formatted]}, status=401, headers={"WWW-Authenticate": CHALLENGE})
            keep_to_the_asker(refusal)
            return refusal
        response = self.get_response(request)
        keep_to_the_asker(response)
        return response

    def _concerns(self, request: HttpRequest) -> bool:
        bearer = request.META.get("HTTP_AUTHORIZATION", "").strip().lower().startswith(OURS)
        return (bearer or "HTTP_X_PAGE_ACCESS" in request.META) and not request.path_info.startswith(self._elsewhere)

    @cached_property
    def _elsewhere(self) -> tuple[str, ...]:
        return reverse("graphql").rstrip("/"), reverse("wagtailadmin_home")
