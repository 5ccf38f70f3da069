"""What somebody has written, when they leave: their pages go where they want that, and their name is told nowhere any more."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.db.models.functions import Length
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import (
    COMMENTS_RELATION_NAME,
    Comment,
    ModelLogEntry,
    Page,
    PageLogEntry,
    ReferenceIndex,
    Revision,
    TaskState,
    get_page_models,
)

from changes.signals import mark_dirty
from community.accounts.models import SignUp
from community.erasure import A_FORMER_MEMBER, Erasing, before
from content_types.core.row_locks import lock_pages, lock_tree
from review.models import Review

COMMENTS = COMMENTS_RELATION_NAME
BATCH = 200


def theirs_alone(user: Any) -> list[int]:
    """Pages that somebody owns and nobody else has written a version of, nor has any page below: those from the bottom up."""
    others = Revision.page_revisions.exclude(user=None).exclude(user=user)
    shared = {int(key) for key in others.values_list("object_id", flat=True).distinct()}
    owned = list(Page.objects.filter(owner=user, alias_of=None).order_by(Length("path").desc(), "pk"))
    found: list[int] = []
    for page in owned:
        below = page.get_descendants().filter(alias_of=None).values_list("pk", flat=True)
        if page.pk not in shared and set(below) <= set(found):
            found.append(page.pk)
    return found


@before
def remove_pages(erasing: Erasing) -> None:
    """Where it is wanted: pages that are theirs alone, with all versions and what repeats them; files that nothing shows."""
    if not erasing.removes:
        return
    lock_tree()
    keys = theirs_alone(erasing.user)
    lock_pages(keys)
    for key in keys:
        for page in (*Page.objects.filter(alias_of=key), *Page.objects.filter(pk=key)):
            page.delete()
            PageLogEntry.objects.filter(page=page.pk).delete()  # it has the title
    for model in (get_image_model(), get_document_model()):
        for file in model._default_manager.filter(uploaded_by_user=erasing.user):
            if not ReferenceIndex.get_references_to(file).exists():
                file.delete()


@before
def forget_names(erasing: Erasing) -> None:
    """Put “A former member” where the name was written down beside an answer or an entry of the history."""
    user, names = erasing.user, erasing.names
    told = Review.objects.filter(reviewer=user)
    for page in {one for one in told.values_list("state__workflow_state__object_id", flat=True) if one}:
        mark_dirty(int(page))
    if erasing.removes:
        told.update(note="", answers=[])
        TaskState.objects.filter(finished_by=user).update(comment="")
    Review.objects.filter(state__claims__partner=user, partner_name__in=names).update(partner_name=A_FORMER_MEMBER)
    own = Q(user=user) | Q(data__account=user.pk) | Q(data__name__in=names)
    for entry in PageLogEntry.objects.filter(own, action__startswith="review."):
        _unname(entry, user, names)
    SignUp.objects.filter(email__iexact=user.email).exclude(email="").delete()
    kind = ContentType.objects.get_for_model(user)
    ModelLogEntry.objects.filter(content_type=kind, object_id=str(user.pk)).delete()


def _unname(entry: PageLogEntry, user: Any, names: list[str]) -> None:
    data = dict(entry.data)
    if entry.user_id == user.pk or data.get("account") == user.pk or data.get("name") in names:
        if data.get("name") in names:
            data["name"] = A_FORMER_MEMBER
        data.pop("account", None) if data.get("account") == user.pk else None
        if data != entry.data:
            entry.data = data
            entry.save(update_fields=["data"])


@before
def unname_in_versions(erasing: Erasing) -> None:
    """Take the account out of what versions of pages hold of it beside their words: owner, lock, contact, comments."""
    user = erasing.user
    pages = Q(object_id__in=[str(key) for key in Page.objects.filter(owner=user).values_list("pk", flat=True)])
    commented = Comment.objects.filter(Q(user=user) | Q(resolved_by=user) | Q(replies__user=user))
    pages |= Q(object_id__in=[str(key) for key in commented.values_list("page", flat=True)])
    named = pages | Q(user=user)
    for name in {one for model in get_page_models() for one in _keys_of(model)}:
        named |= Q(**{f"content__{name}": user.pk})
    keys = list(Revision.page_revisions.filter(named).order_by("pk").values_list("pk", flat=True))
    for first in range(0, len(keys), BATCH):  # not all at once: a version is a whole page
        changed: list[Revision] = []
        for revision in Revision.objects.filter(pk__in=keys[first : first + BATCH]).select_related("content_type"):
            model = revision.content_type.model_class()
            content = _without(revision.content, _keys_of(model) if model is not None else set(), erasing)
            if content != revision.content:
                revision.content = content
                changed.append(revision)
        Revision.objects.bulk_update(changed, ["content"])


def _keys_of(model: Any) -> set[str]:
    """The names under which a version of this type holds an account."""
    return {one.name for one in model._meta.fields if one.related_model is get_user_model()}


def _without(content: dict[str, Any], keys: set[str], erasing: Erasing) -> dict[str, Any]:
    """The same without the account; what has to be somebody's is a former member's."""
    found = dict(content)
    for name, value in content.items():
        if name == COMMENTS or name == "replies":
            found[name] = [_without(one, {"user", "resolved_by"}, erasing) for one in value]
        elif name in keys and value == erasing.user.pk:
            found[name] = erasing.former.pk if name in {"owner", "user"} else None
    return found
