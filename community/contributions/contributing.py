"""What a member does with contributions: send one in, revise it, withdraw it. Each is one transaction under the page's lock."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.actions.delete_page import DeletePageAction
from wagtail.log_actions import log
from wagtail.models import Page, WorkflowState

from community.contributions import files, making, messages
from community.contributions.adapting import copy, require_licence
from community.contributions.models import LONGEST_REASON, Contribution
from community.contributions.requests import once, plain, require_allowance
from community.errors import CommunityError
from content_types.core.registry import by_name, for_model
from content_types.core.row_locks import lock_pages

UNKNOWN = "You have no such contribution."


def contribute(actor: Any, key: str, sent: Mapping[str, Any]) -> Contribution:
    """Make a draft of what a member sent, and give it into review where ``sent["submit"]`` says so. Again it gives the same.

    ``sent`` is by the names of the input: type, title, summary, body, body_format, topics, licence, fields, files, submit. Raises CommunityError, and then nothing is stored.
    """
    return once(actor, key, "contribute", sent, lambda: _make(actor, sent))[0]


def adapt(actor: Any, key: str, source: Page, sent: Mapping[str, Any]) -> Contribution:
    """Make an adaptation of a page that the member sees: a copy with what is sent in its place. Again it gives the same.

    Its licence is the source's, or one that this allows. Raises CommunityError.
    """
    content_type = for_model(type(source))
    if content_type is None or content_type.contributions is None or content_type.contributions.adapt is None:
        raise CommunityError("NOT_FOUND", "There is no such tool.", "tool")
    whole = {**sent, "type": content_type.name, "adapted_from": source.pk}
    return once(actor, key, "adapt", whole, lambda: _make(actor, whole, source))[0]


def _make(actor: Any, sent: Mapping[str, Any], source: Any = None) -> Contribution:
    content_type, takes = making.type_named(sent["type"])
    given = making.prepared(content_type, sent)
    page: Any = content_type.model()
    if source is not None:
        copy(source, page, takes)
    uploads = files.named(actor, given.get("files") or (), None)
    making.fill(page, content_type, given, uploads)
    if source is not None:
        require_licence(source.licence, page.licence)
    making.require_storable(page, content_type)
    making.add(page, content_type, actor)
    contribution = Contribution.objects.create(
        member=actor, page_id=page.pk, type=content_type.name, title=page.title, sent=plain(_kept(given))
    )
    log(instance=page, action="wagtail.create", user=actor)
    files.attach(uploads, contribution)
    _save(contribution, page, actor, bool(given.get("submit", True)))
    messages.received(contribution)
    return contribution


def _kept(given: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in given.items() if name not in {"submit", "contribution", "revision"}}


def _save(contribution: Contribution, page: Any, actor: Any, submit: bool) -> None:
    """Store a version, and give it into review."""
    content_type = by_name(contribution.type)
    assert content_type is not None
    state = page.current_workflow_state
    if submit or (state is not None and state.status == WorkflowState.STATUS_IN_PROGRESS):
        making.require_complete(page, content_type)
    contribution.sent_revision = page.save_revision(user=actor, log_action=True, clean=False)
    contribution.changed_at = timezone.now()
    if submit:
        _submit(contribution, page, actor)
    contribution.save()


def _submit(contribution: Contribution, page: Any, actor: Any) -> None:
    if contribution.submitted_at is None:
        require_allowance(actor)
    now = timezone.now()
    contribution.submitted_at, contribution.withdrawn_at, contribution.changed_at = now, None, now
    state = page.current_workflow_state
    workflow = page.get_workflow()
    if state is not None and state.status == WorkflowState.STATUS_NEEDS_CHANGES:
        state.resume(user=actor)
    elif state is None and workflow is not None:
        workflow.start(page, actor)


def own(actor: Any, key: int | None) -> Contribution:
    """The member's contribution with this key. Raises CommunityError, the same for another's as for none."""
    found = Contribution.objects.filter(pk=key, member=actor).first() if key is not None else None
    if found is None:
        raise CommunityError("NOT_FOUND", UNKNOWN, "contribution")
    return found


def _locked(actor: Any, key: int) -> tuple[Contribution, Any]:
    """A contribution and its page as they stand, which nobody else changes until the transaction ends. Raises CommunityError."""
    contribution = own(actor, key)
    if contribution.page_id is not None:
        lock_pages([contribution.page_id])
    contribution = Contribution.objects.select_for_update(of=("self",)).get(pk=contribution.pk)
    page = Page.objects.filter(pk=contribution.page_id).first()
    return contribution, page.specific if page is not None else None


def revise(
    actor: Any, key: str, contribution: int, sent: Mapping[str, Any], revision: int | None = None
) -> Contribution:
    """Make a new version of a contribution, of what is sent of it, and give it into review again. Again it gives the same.

    What is left out stays. ``revision`` is the version that the member saw; where another stands nothing is changed. Raises CommunityError.
    """
    what = f"revise {contribution} {revision}"
    return once(actor, key, what, sent, lambda: _revise(actor, contribution, sent, revision))[0]


def _revise(actor: Any, key: int, sent: Mapping[str, Any], revision: int | None) -> Contribution:
    contribution, page = _locked(actor, key)
    if page is None or contribution.declined_at is not None:
        text = "It was declined or deleted. What you sent last is in `sent`; contribute it anew."
        raise CommunityError("FORBIDDEN", text, "contribution")
    if page.locked and page.locked_by_id != actor.pk:
        raise CommunityError("FORBIDDEN", "A volunteer has locked the page for now. Try again later.", "contribution")
    if revision is not None and revision != page.latest_revision_id:
        text = "It was changed after you opened it. Look at it again; nothing was changed."
        raise CommunityError("CHANGED_MEANWHILE", text, "revision")
    content_type, _ = making.type_named(contribution.type)
    given = making.prepared(content_type, sent)
    draft = page.get_latest_revision_as_object()
    uploads = files.named(actor, given.get("files") or (), contribution)
    making.fill(draft, content_type, given, uploads)
    files.attach(uploads, contribution)
    making.require_storable(draft, content_type)
    if source := Page.objects.filter(pk=contribution.sent.get("adapted_from")).first():
        require_licence(source.specific.licence, draft.licence)
    before = contribution.sent
    fields = {
        name: {**(before.get("fields") or {}).get(name, {}), **(values or {})}
        for name, values in (given.get("fields") or {}).items()
    }
    contribution.sent = plain({**before, **_kept(given), "fields": {**(before.get("fields") or {}), **fields}})
    contribution.title = draft.title
    _save(contribution, draft, actor, bool(given.get("submit", True)))
    return contribution


@transaction.atomic
def decline(actor: Any, contribution: Contribution, reason: str, revision: int | None = None) -> Contribution:
    """End a contribution for good, as somebody who may publish its page, with a reason that the member is told. Again changes nothing.

    ``revision`` is the version that was read; where another stands nothing is changed. Raises CommunityError.
    """
    if contribution.page_id is not None:
        lock_pages([contribution.page_id])
    found = Contribution.objects.select_for_update(of=("self",)).get(pk=contribution.pk)
    page = Page.objects.filter(pk=found.page_id).first()
    if page is None or not page.permissions_for_user(actor).can_publish() or page.owner_id == actor.pk:
        raise CommunityError("FORBIDDEN", "You may not decline this.", "contribution")
    if page.live:
        raise CommunityError("FORBIDDEN", "It is published. Unpublish it first.", "contribution")
    words = making.clean(reason).strip()
    if not words or len(words) > LONGEST_REASON:
        raise CommunityError("BAD_INPUT", f"Say why, in at most {LONGEST_REASON:,} characters.", "reason")
    if found.declined_at is not None:
        return found
    if revision is not None and revision != page.latest_revision_id:
        text = "The member changed it after you opened it. Read it again; nothing was changed."
        raise CommunityError("CHANGED_MEANWHILE", text, "revision")
    state = page.current_workflow_state
    if state is not None:
        state.cancel(user=actor)
    found.declined_at, found.reason = timezone.now(), words
    found.save(update_fields=["declined_at", "reason"])
    messages.declined(found)
    return found


@transaction.atomic
def withdraw(actor: Any, contribution: int, keep_draft: bool = True) -> Contribution:
    """End the review of a contribution, and keep its draft or delete it. Again changes nothing. Raises CommunityError where it is published."""
    found, page = _locked(actor, contribution)
    if page is None:
        return found
    if page.live:
        raise CommunityError(
            "FORBIDDEN",
            "It is published. Ask the editors to take it out of the library; nothing was changed.",
            "contribution",
        )
    state = page.current_workflow_state
    if state is not None:
        state.cancel(user=actor)
    if found.withdrawn_at is None:
        found.withdrawn_at = found.changed_at = timezone.now()
    if not keep_draft:
        DeletePageAction(page, user=actor).execute(skip_permission_checks=True)  # members have no rights in the admin
        files.release(found)
        found.page = found.sent_revision = None
    found.save()
    return found
