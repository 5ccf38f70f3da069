"""An action on many things names those that somebody may not change, and only if they may know of them: keys can be guessed.

Wagtail reads whatever keys the address has and lists the rest by title, files of collections and pages of sites that are somebody else's too.
"""

from __future__ import annotations

from typing import Any

from wagtail.admin.views.bulk_action import BulkAction
from wagtail.models import CollectionMember, Page
from wagtail.permissions import page_permission_policy, policy_registry

KNOWN_BY = ("choose", "change", "delete")


def known_to(user: Any, model: Any) -> Any:
    """Of the things of a kind those that somebody meets in the admin."""
    if issubclass(model, Page):
        return page_permission_policy.explorable_instances(user)
    if issubclass(model, CollectionMember):
        return policy_registry.get_by_type(model).instances_user_has_any_permission_for(user, KNOWN_BY)
    return model._default_manager.all()  # whoever may act on any account or term sees the list of all


_get_actionable_objects = BulkAction.get_actionable_objects


def _get_actionable_objects_of_known(self: Any) -> tuple[list[Any], dict[str, list[Any]]]:
    """In place of Wagtail's."""
    objects, others = _get_actionable_objects(self)
    keys = [one.pk for ones in others.values() for one in ones]
    known = (
        set(known_to(self.request.user, self.model).filter(pk__in=keys).values_list("pk", flat=True)) if keys else ()
    )
    return objects, {name: [one for one in ones if one.pk in known] for name, ones in others.items()}


def guard_all() -> None:
    """Called once, when Django starts: every action on many has its things from this one method."""
    BulkAction.get_actionable_objects = _get_actionable_objects_of_known
