"""The roles of the editors' side: which groups there are, what each may do, and the review that stands between.

Each role has the least that its work needs. Rights on pages hang on the home page of each site, rights on files on the collection “Library”,
so that what lies outside (another site, a private collection) stays with administrators. Nobody needs to be a superuser.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Site,
    TaskState,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from content_types.core.registry import by_name
from review.models import PeerReviewTask

VOLUNTEERS = "Volunteer editors"
REVIEWERS = "Reviewers"
PEERS = "Peer reviewers"
ORGANISERS = "Events organisers"
MODERATORS = "Community moderators"  # not “Moderators”: Wagtail's starter group of that name may publish everything
ADMINISTRATORS = "Administrators"
LIBRARY_COLLECTION = "Library"
REVIEW_NAME = "Peer review"

TERMS = ("topic", "profession", "caresetting", "place", "person", "organisation")


def _each(actions: Iterable[str], app: str, models: Iterable[str]) -> frozenset[str]:
    return frozenset(f"{app}.{action}_{model}" for model in models for action in actions)


_FILES = (
    "wagtailimages.{}_image",
    "wagtaildocs.{}_document",
)  # Wagtail names these rights after its own models, ours included


def _files(*actions: str) -> frozenset[str]:
    return frozenset(name.format(action) for name in _FILES for action in actions)


def _pages(*actions: str) -> frozenset[str]:
    return frozenset(f"wagtailcore.{action}_page" for action in actions)


@dataclass(frozen=True)
class Role:
    """What a group may do: everywhere, on pages, on the Library collection, and on all collections."""

    name: str
    everywhere: frozenset[str]
    pages: frozenset[str]
    library: frozenset[str] = field(default_factory=frozenset)
    all_collections: frozenset[str] = field(default_factory=frozenset)
    all_sites: bool = False  # rights on pages hang on the root of the tree instead of the home pages
    kinds: tuple[str, ...] = ()  # rights on pages hang on the index pages of these kinds instead


_ENTER = frozenset({"wagtailadmin.access_admin"})
_TRANSLATE = frozenset(
    {"wagtail_localize.submit_translation"}
)  # begin the translation of a page; writing it is changing a page
_SEE_SEARCHES = frozenset({"search.view_searchcount"})  # the report of searches, and trying one
_SEE_MAILS = frozenset({"review.view_inboundmail"})  # what became of answers by mail
_TUNE_SEARCH = _each(["view", "add", "change", "delete"], "search", ["synonym"]) | _each(
    ["add", "change", "delete"], "wagtailsearchpromotions", ["searchpromotion"]
)

ROLES = (
    Role(
        VOLUNTEERS,
        # "view" so that they can look terms up; choosing one on a page needs no right.
        everywhere=_ENTER | _SEE_SEARCHES | _TRANSLATE | _each(["view"], "taxonomy", TERMS),
        pages=_pages("add", "change"),
        # "add" lets them change what they added themselves.
        library=_files("add", "choose"),
    ),
    Role(
        REVIEWERS,
        everywhere=_ENTER
        | _SEE_SEARCHES
        | _TRANSLATE
        | _TUNE_SEARCH
        | _SEE_MAILS
        | _each(["view", "add", "change", "publish"], "taxonomy", TERMS),
        pages=_pages("add", "change", "publish", "lock", "unlock"),
        library=_files("add", "change", "choose"),
    ),
    Role(
        PEERS,
        # Who is asked to review reads a draft by the review's right, and needs none of their own.
        everywhere=_ENTER | _each(["view"], "taxonomy", TERMS),
        pages=frozenset(),
    ),
    Role(
        ORGANISERS,
        everywhere=_ENTER | _each(["view"], "taxonomy", TERMS),
        pages=_pages("add", "change", "publish", "lock", "unlock"),
        library=_files("add", "choose"),
        kinds=("event",),
    ),
    Role(
        MODERATORS,
        # They decide by the right of moderation, and need none on pages.
        everywhere=_ENTER | {"moderation.moderate"},
        pages=frozenset(),
    ),
    Role(
        ADMINISTRATORS,
        everywhere=_ENTER
        | _SEE_SEARCHES
        | _TRANSLATE
        | _TUNE_SEARCH
        | _SEE_MAILS
        | _each(["view"], "search", ["indexoperation"])  # the state of the search index
        | _each(["view"], "cdn", ["purge"])  # whether the CDN hears of changes
        | _each(["view"], "mailing", ["queuedmail"])  # whether mail goes out, and to whom
        | _each(["view", "add", "change", "delete"], "webhooks", ["endpoint"])
        | _each(["view"], "webhooks", ["delivery"])
        | _each(["view", "add", "change", "publish", "delete"], "taxonomy", TERMS)
        | _each(["add", "change", "delete"], "cms_users", ["user"])
        | _each(["add", "change", "delete"], "auth", ["group"])
        | _each(["add", "change", "delete"], "wagtailcore", ["site", "workflow", "task"])
        | _each(["add", "change", "delete"], "wagtailredirects", ["redirect"])
        | _each(["view", "add", "change", "delete"], "access", ["apiclient"])  # keys for programs
        | _each(["view", "add", "change", "delete"], "review", ["reviewquestion", "topicreviewer"])
        | {"review.see_unsigned"}  # who answered a review without a name
        | _each(["change"], "core", ["librarysettings"])
        | _each(["add", "change", "delete"], "wagtailcore", ["locale"]),
        pages=_pages("add", "change", "publish", "lock", "unlock", "bulk_delete"),
        all_collections=_files("add", "change", "choose")
        | _each(["add", "change", "delete"], "wagtailcore", ["collection"]),
        all_sites=True,
    ),
)


@dataclass(frozen=True)
class RolesReport:
    """What setting up the roles did."""

    sites: list[str]
    added: int
    removed: int


@transaction.atomic
def set_up_roles(*, exact: bool = False) -> RolesReport:
    """Make the groups, give each its rights, and attach the review to every site's home page.

    Running it again changes nothing. Rights that somebody added to a group by hand stay, unless ``exact``. Wagtail's own two starter groups
    go if nobody is in them, and its starter workflow is switched off, so that there is one way to publish and not two.
    """
    homes = _home_pages()
    library = _library_collection()
    added = removed = 0
    for role in ROLES:
        group, _ = Group.objects.get_or_create(name=role.name)
        wanted = _permissions(role.everywhere)
        held = set(group.permissions.all())
        group.permissions.add(*wanted)
        added += len(wanted - held)
        if exact:
            group.permissions.set(wanted)
            removed += len(held - wanted)
        places = _places(role, homes)
        for page in places:
            for permission in _permissions(role.pages):
                added += GroupPagePermission.objects.get_or_create(group=group, page=page, permission=permission)[1]
        root = Collection.get_first_root_node()
        for collection, names in ((library, role.library), (root, role.all_collections)):
            for permission in _permissions(names):
                added += GroupCollectionPermission.objects.get_or_create(
                    group=group, collection=collection, permission=permission
                )[1]
        if exact:
            removed += _remove_others(group, role, places)
    _retire_starter_groups()
    _set_up_review(homes)
    return RolesReport([home.title for home in homes], added, removed)


def _home_pages() -> list[Page]:
    """The root of each site, and its translations, below which the pages of the other languages lie."""
    roots = [site.root_page for site in Site.objects.select_related("root_page")]
    keys = [page.translation_key for page in roots]
    others = Page.objects.filter(translation_key__in=keys).exclude(pk__in=[page.pk for page in roots]).order_by("path")
    return [*roots, *others]


def _places(role: Role, homes: list[Page]) -> list[Page]:
    """The pages on which a role's rights hang; they hold for all that is below those."""
    if role.all_sites:
        return [Page.get_first_root_node()]
    if not role.kinds:
        return homes
    kinds = [by_name(name) for name in role.kinds]
    models = [kind.index_model for kind in kinds if kind is not None and kind.index_model is not None]
    return [page for model in models for page in model._default_manager.order_by("path")]


def _permissions(names: Iterable[str]) -> set[Permission]:
    """The permissions with these ``app.codename``. Raises LookupError for one that does not exist."""
    wanted = {name: name.split(".") for name in names}
    there = Permission.objects.select_related("content_type").filter(
        content_type__app_label__in={app for app, _ in wanted.values()},
        codename__in={codename for _, codename in wanted.values()},
    )
    found = {f"{one.content_type.app_label}.{one.codename}": one for one in there}
    for name in sorted(wanted.keys() - found.keys()):
        raise LookupError(f"There is no permission {name}. Run `python manage.py migrate` first.")
    return {found[name] for name in wanted}


def _library_collection() -> Collection:
    root = Collection.get_first_root_node()
    existing = root.get_children().filter(name=LIBRARY_COLLECTION).first()
    return existing or root.add_child(name=LIBRARY_COLLECTION)


def _remove_others(group: Group, role: Role, places: list[Page]) -> int:
    pages = GroupPagePermission.objects.filter(group=group).exclude(
        page__in=places, permission__in=_permissions(role.pages)
    )
    files = GroupCollectionPermission.objects.filter(group=group).exclude(
        permission__in=_permissions(role.library | role.all_collections)
    )
    return pages.delete()[0] + files.delete()[0]


def _retire_starter_groups() -> None:
    for group in Group.objects.filter(name__in=("Editors", "Moderators"), user__isnull=True):
        for task in GroupApprovalTask.objects.filter(groups=group):
            for workflow in Workflow.objects.filter(workflow_tasks__task=task).exclude(name=REVIEW_NAME):
                workflow.workflow_pages.all().delete()
                Workflow.objects.filter(pk=workflow.pk).update(active=False)
            GroupApprovalTask.objects.filter(pk=task.pk).update(active=False)
        group.delete()


def _set_up_review(homes: list[Page]) -> None:
    """One step for reviewers in one workflow, attached to each home page; a home that has another workflow keeps it."""
    workflow, _ = Workflow.objects.get_or_create(name=REVIEW_NAME, defaults={"active": True})
    task = PeerReviewTask.objects.filter(name=REVIEW_NAME).first()
    if task is None:
        task = PeerReviewTask.objects.create(name=REVIEW_NAME)
    task.groups.add(*Group.objects.filter(name__in=(REVIEWERS, PEERS)))
    if _retire_plain_step(workflow):
        WorkflowTask.objects.get_or_create(workflow=workflow, task=task.task_ptr, defaults={"sort_order": 0})
    for home in homes:
        WorkflowPage.objects.get_or_create(page=home, defaults={"workflow": workflow})


def _retire_plain_step(workflow: Workflow) -> bool:
    """Take out the step that earlier versions made, by which one of a group approved; tells whether it is out.

    While pages wait in it, it stays: they are answered first.
    """
    plain = GroupApprovalTask.objects.filter(name=REVIEW_NAME, workflow_tasks__workflow=workflow)
    if TaskState.objects.filter(task__in=plain.values("task_ptr"), status=TaskState.STATUS_IN_PROGRESS).exists():
        return False
    keys = list(plain.values_list("pk", flat=True))
    WorkflowTask.objects.filter(workflow=workflow, task__in=keys).delete()
    GroupApprovalTask.objects.filter(pk__in=keys).update(active=False)
    return True
