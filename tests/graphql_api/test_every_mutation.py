"""Every mutation × who asks × whose thing it is. One that is added must say here who may do it."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.core.cache import cache
from django.core.serializers import serialize
from django.db import transaction
from django.test import Client

from access import throttle
from access.models import MemberToken
from access.scopes import Scope
from cms.editors.roles import ADMINISTRATORS, REVIEWERS, VOLUNTEERS
from community.connections.asking import ask, block
from community.contributions.contributing import contribute
from community.following.models import Follow
from community.registrations.registering import register
from community.uses.models import UseReport
from content_types.core.identity import global_id, page_id
from content_types.tools.factories import ToolPageFactory
from graphql_api.schema.access_mutation import APP
from graphql_api.schema.building import get_schema
from graphql_api.schema.contact_types import BLOCK, CONTACT
from graphql_api.schema.contribution_types import CONTRIBUTION
from graphql_api.schema.following_types import FOLLOW
from graphql_api.schema.moderation_types import DECISION
from graphql_api.schema.registration_types import REGISTRATION
from graphql_api.schema.review_types import REVISION, SUGGESTION, TASK
from graphql_api.schema.use_types import REPORT
from review.models import SuggestedEdit
from tests.community.connections.people import connected, member
from tests.community.moderation.people import decided_about, suspended
from tests.community.registrations.people import an_event
from tests.graphql_api.mutations import WORDS, Mutations
from tests.review.people import account, in_review
from tests.support.keys import ask as ask_api
from tests.support.keys import client_key, member_key
from tests.support.tree import Tree

pytestmark = pytest.mark.django_db

# Nobody need be signed in: the input holds a secret that opens it, or the mutation tells nothing and counts or mails.
WITHOUT_SIGNING_IN = {
    "confirmEmail": "the link of a mail",
    "resetPassword": "the link of a mail",
    "signIn": "the password",
    "signInWithCode": "the code of a mail",
    "signInWithSecondFactor": "the attempt that a password has opened",
    "unlockCollection": "the collection's password",
    "unlockPage": "the page's password",
    "recordReads": "counts reads of pages that everybody sees",
    "recordSearchClick": "counts a click under a signed token",
    "requestNewConfirmation": "sends a mail, whoever has an account",
    "requestPasswordReset": "sends a mail to an account's own address",
    "requestSignInCode": "sends a mail to an account's own address",
    "reportContent": "takes a report of what the asker sees anyway, and tells nothing",
    "signOut": "ends the key that is shown",
    "switchMailsOff": "the link of a mail",
    "signUp": "sends a mail, whoever has an account",
}
# Nothing in the input names a thing of another.
ABOUT_THE_ASKER = {
    "blockMember",
    "adaptTool",
    "answerDoThisToo",
    "changeEmail",
    "changePassword",
    "chooseMails",
    "confirmAuthenticator",
    "deleteAccount",
    "follow",
    "registerForEvent",
    "removeAuthenticator",
    "reportToolUse",
    "requestConnection",
    "renewRecoveryCodes",
    "saveInitiative",
    "startAuthenticator",
    "submitContribution",
    "updateProfile",
}
OWNER, STRANGER, VOLUNTEER, REVIEWER, ADMINISTRATOR = "owner", "stranger", "volunteer", "reviewer", "administrator"
EVERYBODY = (OWNER, STRANGER, VOLUNTEER, REVIEWER, ADMINISTRATOR)
# Of each mutation that names a thing: who may do it. The page's owner is a volunteer, who has sent it for review:
# until that ends it is the reviewers' alone.
WHO_MAY = {
    "acceptConnection": {OWNER},
    "acceptOffer": {OWNER},
    "appealDecision": {OWNER},
    "answerReview": {REVIEWER},
    "cancelRegistration": {OWNER},
    "claimTask": {REVIEWER},
    "commentOnReview": {REVIEWER},
    "decideSuggestedEdit": {OWNER, VOLUNTEER, REVIEWER, ADMINISTRATOR},
    "declineConnection": {OWNER},
    "declineOffer": {OWNER},
    "endConnection": {OWNER},
    "issueCertificate": {OWNER},
    "publishPage": {REVIEWER},
    "putOffTask": {REVIEWER},
    "restoreVersion": {REVIEWER},
    "reviseContribution": {OWNER},
    "reviseToolUse": {OWNER},
    "schedulePage": {REVIEWER},
    "sendMessage": {OWNER},
    "showAttendance": {OWNER},
    "suggestEdit": {REVIEWER},
    "unblockMember": {OWNER},
    "unpublishPage": {REVIEWER, ADMINISTRATOR},
    "withdrawContribution": {OWNER},
    "withdrawToolUse": {OWNER},
}
# Says the same to everybody, and does nothing where it is not the asker's.
SILENT = {"endToken", "unfollow"}
# What a mutation says to who may not; whoever may is told anything else, such as that there is no offer to accept.
REFUSED = {"FORBIDDEN", "NOT_FOUND", "UNAUTHENTICATED"}
ODD = ("", " ", "\u0000", "\ud800", "<script>alert(1)</script>", "%s{0}", "x" * 20_000)


class World:
    """Things of one member, the inputs that name them, and people who ask."""

    def __init__(self, tree: Tree) -> None:
        review = in_review(tree)
        self.owner = owner = review.ana
        booked = register(owner, an_event(tree, title="An evening"))
        member_key(owner, "Tablet")
        app = MemberToken.objects.get(user=owner, device="Tablet")
        edit = SuggestedEdit.objects.create(
            page_id=review.page.pk, name="Ben", before="What helps.", after="What helps most."
        )
        tool = ToolPageFactory(parent=tree.tools)
        used = UseReport.objects.create(
            tool_key=tool.translation_key, page=tool, member=owner, what_changed="More ask."
        )
        sent = {"type": "article", "title": "Theirs", "submit": False}
        contribution = {"contribution": global_id(CONTRIBUTION, contribute(owner, "k", sent).pk)}
        followed = Follow.objects.create(member=owner, kind="tool", tool=tool, tool_key=tool.translation_key)
        amina, waits = member("amina"), member("carol")
        asked, talks = ask(waits, owner, "Shall we talk?"), connected(amina, owner)
        blocked = block(owner, member("dan"))
        connection = {"connection": global_id(CONTACT, asked.pk)}
        registration = {"by": {"registration": global_id(REGISTRATION, booked.pk)}}
        task, page = global_id(TASK, review.state.pk), page_id(review.page.pk)
        revision = global_id(REVISION, review.page.latest_revision_id)
        decision = global_id(DECISION, decided_about(owner).pk)
        self.inputs: dict[str, dict[str, Any]] = {
            "acceptConnection": connection,
            "acceptOffer": registration,
            "appealDecision": {"by": {"decision": decision}, "words": "Look again."},
            "answerReview": {"review": {"task": task}, "revision": revision, "decision": "APPROVE"},
            "cancelRegistration": registration,
            "claimTask": {"task": task},
            "commentOnReview": {"review": {"task": task}},
            "decideSuggestedEdit": {"editId": global_id(SUGGESTION, edit.pk)},
            "declineConnection": connection,
            "declineOffer": registration,
            "endConnection": {"connection": global_id(CONTACT, talks.pk)},
            "endToken": {"id": global_id(APP, app.pk)},
            "issueCertificate": {"registration": registration["by"]["registration"]},
            "publishPage": {"page": page},
            "putOffTask": {"task": task},
            "restoreVersion": {"page": page, "revision": revision},
            "reviseContribution": contribution,
            "reviseToolUse": {"report": global_id(REPORT, used.pk)},
            "schedulePage": {"page": page},
            "sendMessage": {"connection": global_id(CONTACT, talks.pk)},
            "showAttendance": {"registration": registration["by"]["registration"]},
            "suggestEdit": {"review": {"task": task}, "before": "What helps."},
            "unfollow": {"follow": global_id(FOLLOW, followed.pk)},
            "unblockMember": {"block": global_id(BLOCK, blocked.pk)},
            "unpublishPage": {"page": page_id(an_event(tree, title="Of others").pk)},
            "withdrawContribution": contribution,
            "withdrawToolUse": {"report": global_id(REPORT, used.pk)},
        }
        people = {
            OWNER: owner,
            STRANGER: account("stranger", None),
            VOLUNTEER: account("volunteer", VOLUNTEERS),
            REVIEWER: account("reviewer", REVIEWERS),
            ADMINISTRATOR: account("administrator", ADMINISTRATORS),
        }
        self.keys = {name: member_key(user) for name, user in people.items()}


@pytest.fixture
def mutations() -> Mutations:
    return Mutations(get_schema().graphql_schema)


@pytest.fixture
def world(tree: Tree) -> World:
    return World(tree)


def codes(answer: dict[str, Any], name: str) -> set[str]:
    """The codes of the payload. Errors of the request, such as an input that is no input, fail the test."""
    assert "errors" not in answer, (name, answer["errors"])
    return {error["code"] for error in answer["data"][name]["errors"]}


def rows(besides: str) -> dict[str, str]:
    """Everything that is stored, but of this model."""
    models = [one for one in apps.get_models() if one._meta.managed and one._meta.label != besides]
    return {one._meta.label: serialize("json", one._base_manager.order_by("pk")) for one in models}


def fresh() -> None:
    """Nobody has tried anything yet."""
    cache.clear()
    throttle.forget_all()


def test_each_mutation_says_who_may_do_it(mutations: Mutations) -> None:
    said = [*WITHOUT_SIGNING_IN, *ABOUT_THE_ASKER, *SILENT, *WHO_MAY]
    assert sorted(said) == sorted(mutations.fields), "each mutation stands in one of the four tables above"


def test_who_is_not_signed_in_changes_nothing(mutations: Mutations, world: World) -> None:
    # That a program's key was used is noted with the key.
    program = client_key(*Scope)
    before = rows("access.ApiKey")
    for name in (*ABOUT_THE_ASKER, *SILENT, *WHO_MAY):
        for key in (None, program):
            answer = mutations.send(name, mutations.input(name, **world.inputs.get(name, {})), key)
            assert codes(answer, name) == {"UNAUTHENTICATED"}, name
    assert rows("access.ApiKey") == before


@pytest.mark.parametrize("who", EVERYBODY)
def test_a_thing_of_anothers(mutations: Mutations, world: World, who: str) -> None:
    for name, may in WHO_MAY.items():
        fresh()
        with transaction.atomic():
            told = codes(mutations.send(name, mutations.input(name, **world.inputs[name]), world.keys[who]), name)
            assert bool(told & REFUSED) is (who not in may), (name, who, told)
            transaction.set_rollback(True)


def test_what_is_refused_changes_nothing(mutations: Mutations, world: World) -> None:
    used = "access.MemberToken"  # when a token was last used
    before = rows(used)
    for who in (STRANGER, VOLUNTEER):
        for name in (*SILENT, *(name for name, may in WHO_MAY.items() if who not in may)):
            mutations.send(name, mutations.input(name, **world.inputs[name]), world.keys[who])
    assert rows(used) == before


def test_who_is_suspended_changes_nothing(mutations: Mutations, world: World) -> None:
    browser, key = Client(), world.keys[OWNER]
    browser.force_login(world.owner)
    suspended(world.owner)
    before = rows("sessions.Session")
    for name in (*ABOUT_THE_ASKER, *SILENT, *WHO_MAY):
        input = mutations.input(name, **world.inputs.get(name, {}))
        refused = mutations.send(name, input, key)
        assert {one["extensions"]["code"] for one in refused["errors"]} == {"UNAUTHENTICATED"}, name
        answer = ask_api(mutations.document(name), {"input": input}, browser).json()
        assert codes(answer, name) == {"UNAUTHENTICATED"}, name
    assert rows("sessions.Session") == before


def test_odd_words_in_any_field_are_no_error_of_the_server(mutations: Mutations, world: World) -> None:
    sent = 0
    for name in mutations.fields:
        for path, input in mutations.words(name):
            for odd in ODD:
                fresh()
                with transaction.atomic():
                    answer = mutations.send(name, _with(input, odd), world.keys[OWNER])
                    transaction.set_rollback(True)
                errors = {error["extensions"]["code"] for error in answer.get("errors", [])}
                assert errors <= {"BAD_INPUT", "UNAUTHENTICATED"}, (name, path, odd[:30], answer)
                sent += 1
    assert sent > 300


def _with(value: Any, odd: str) -> Any:
    if isinstance(value, dict):
        return {key: _with(inner, odd) for key, inner in value.items()}
    if isinstance(value, list):
        return [_with(inner, odd) for inner in value]
    return odd if value == WORDS else value
