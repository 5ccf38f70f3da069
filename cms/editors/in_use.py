"""Telling an editor what uses a thing that they want to delete, and what to do instead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from wagtail.admin import messages
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.documents.models import AbstractDocument
from wagtail.images.models import AbstractImage

from content_types.core.usage import InUseError, users_of

MOST_NAMED = 8


@dataclass(frozen=True)
class User:
    """One thing that uses another: its name, and where it is edited. Empty where the editor may not edit it."""

    name: str
    url: str


@dataclass(frozen=True)
class Use:
    """What uses a thing, as an editor may know it."""

    thing: Model
    users: list[User]
    count: int

    @property
    def is_file(self) -> bool:
        """Whether another one can take its place everywhere."""
        return isinstance(self.thing, AbstractImage | AbstractDocument)

    @property
    def kind(self) -> str:
        """What editors call it."""
        return "picture" if isinstance(self.thing, AbstractImage) else str(self.thing._meta.verbose_name)

    @property
    def replace_url(self) -> str:
        """Where another one is chosen that takes its place everywhere."""
        return reverse(
            "replace_image" if isinstance(self.thing, AbstractImage) else "replace_document", args=[self.thing.pk]
        )

    @property
    def more(self) -> int:
        """How many are not named."""
        return self.count - len(self.users)

    @property
    def words(self) -> str:
        """One message: what uses it, and what to do."""
        names = [f"“{user.name}”" for user in self.users] + ([f"{self.more} more"] if self.more else [])
        places = "1 place" if self.count == 1 else f"{self.count} places"
        remedy = f"replace it by another {self.kind} everywhere" if self.is_file else "unpublish it instead"
        return f"“{self.thing}” is used in {places}: {', '.join(names)}. Take it out there first, or {remedy}."


def use_of(thing: Model, user: Any) -> Use:
    """What uses a thing. What this editor may not edit is counted and not named."""
    found = users_of(thing)
    return Use(thing, named(found[:MOST_NAMED], user), len(found))


def named(things: list[Any], user: Any) -> list[User]:
    """Things as this editor may know them."""
    finder = AdminURLFinder(user)
    urls = [(one, finder.get_edit_url(one) or "") for one in things]
    return [User(str(one) if url else f"a {one._meta.verbose_name} that you may not edit", url) for one, url in urls]


def rejection(request: HttpRequest, thing: Model) -> HttpResponse | None:
    """The answer to whoever wants to delete it: what uses it. None where nothing does."""
    use = use_of(thing, request.user)
    if not use.count:
        return None
    if request.headers.get("X-Requested-With") == "XMLHttpRequest":
        return JsonResponse({"success": False, "error_message": use.words}, status=409)
    offer = [messages.button(use.replace_url, f"Replace by another {use.kind} everywhere")] if use.is_file else []
    messages.error(request, use.words, buttons=offer)
    return HttpResponseRedirect(AdminURLFinder(request.user).get_edit_url(thing) or reverse("wagtailadmin_home"))


class InUseMiddleware:
    """Answers an editor whose deletion was refused by the model, where no page of the admin has asked before."""

    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer: HttpResponse = self.get_response(request)
        return answer

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The refusal, for InUseError alone."""
        return rejection(request, exception.thing) if isinstance(exception, InUseError) else None
