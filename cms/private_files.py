"""Wagtail's form for the password of a private collection, with the bound on guessing before it. Passwords of pages are given to the API."""

from __future__ import annotations

from math import ceil

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from wagtail.documents.views.serve import authenticate_with_password

from access.throttle import COLLECTION_PASSWORD, Attempts, TooManyAttempts


@never_cache
def collection_password(request: HttpRequest, restriction_id: int) -> HttpResponse:
    """What the form answers; 429 where the password was guessed at too often. A right password leads away from the form."""
    if request.method != "POST":
        return authenticate_with_password(request, restriction_id)
    attempts = Attempts.of(request, COLLECTION_PASSWORD, str(restriction_id))
    try:
        attempts.count()
    except TooManyAttempts as refused:
        return too_many_attempts(request, refused)
    answer: HttpResponse = authenticate_with_password(request, restriction_id)
    if answer.status_code == 302:
        attempts.forgive()
    return answer


def too_many_attempts(request: HttpRequest, refused: TooManyAttempts) -> HttpResponse:
    """The page that says when the next attempt is looked at."""
    minutes = ceil(refused.retry_after / 60)
    answer = render(request, "cms/too_many_attempts.html", {"minutes": minutes}, status=429)
    answer["Retry-After"] = str(refused.retry_after)
    return answer
