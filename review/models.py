"""A step of Wagtail's workflow in which peers review, and what they said.

The review of a page is its ``WorkflowState``, from “Submit for review” to its end; each time the page comes to the
reviewers is a ``TaskState`` of it. Wagtail keeps those, the comments and the history; here stands what it has no place for.
"""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.module_loading import import_string
from wagtail.models import AbstractGroupApprovalTask, TaskState

from content_types.core.registry import content_types

MAX_NOTE = 5_000  # characters
MAX_QUOTE = 2_000
NOBODY = "A reviewer"  # who does not sign
GUEST = "guest-"  # begins the user names of colleagues who have no account of their own


class AtTheEnd(models.TextChoices):
    """What follows when enough reviewers have approved."""

    PUBLISH = "publish", "Publish it"
    WAIT = "wait", "Wait until somebody who may publish does so"


class PeerReviewState(TaskState):
    """One time that a page is with its reviewers: until when they are asked."""

    due_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    enough_at = models.DateTimeField(null=True)  # when the last approval needed came, where an editor publishes

    class Meta:
        verbose_name = "peer review"

    @property
    def is_late(self) -> bool:
        """Whether it is still open past its day."""
        return bool(self.due_at and self.status == self.STATUS_IN_PROGRESS and self.due_at < timezone.now())


class PeerReviewTask(AbstractGroupApprovalTask):
    """A step in which any of some groups, and colleagues who are invited by mail, review a page."""

    approvals_needed = models.PositiveSmallIntegerField(
        default=1, help_text="How many reviewers must approve the same version."
    )
    from_topic_reviewers = models.PositiveSmallIntegerField(
        default=0,
        verbose_name="of them, by reviewers of its topics",
        help_text="Counts for pages with a topic that has reviewers.",
    )
    author_excluded = models.BooleanField(
        default=True, verbose_name="authors do not review their own", help_text="The owner, and whoever submitted it."
    )
    days_until_due = models.PositiveSmallIntegerField(default=14, help_text="0 sets no date.")
    remind_days_before = models.PositiveSmallIntegerField(
        default=3, help_text="Reviewers who claimed it, or were invited, get one mail so many days before."
    )
    at_the_end = models.CharField(max_length=10, choices=AtTheEnd, default=AtTheEnd.PUBLISH)

    task_state_class = PeerReviewState
    admin_form_fields = [
        *AbstractGroupApprovalTask.admin_form_fields,
        "approvals_needed",
        "from_topic_reviewers",
        "author_excluded",
        "days_until_due",
        "remind_days_before",
        "at_the_end",
    ]

    class Meta:
        verbose_name = "Peer review"
        verbose_name_plural = "Peer reviews"

    def clean(self) -> None:
        """Reject numbers that no review could reach."""
        super().clean()
        if self.approvals_needed < 1:
            raise ValidationError({"approvals_needed": "Give at least 1."})
        if self.from_topic_reviewers > self.approvals_needed:
            raise ValidationError({"from_topic_reviewers": "Give no more than the approvals that are needed."})

    @classmethod
    def get_description(cls) -> str:
        return "Peers approve, as many as are asked for; also by a link without an account"

    def start(self, workflow_state: Any, user: Any = None) -> Any:
        """Begin, with the day by which answers are asked for."""
        state = super().start(workflow_state, user=user)
        if self.days_until_due:
            state.due_at = timezone.now() + timedelta(days=self.days_until_due)
            state.save(update_fields=["due_at"])
        return state

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, str, bool]]:
        found: list[tuple[str, str, bool]] = import_string("review.rules.actions")(self, obj, user)
        return found

    def get_task_states_user_can_moderate(self, user: Any, **kwargs: Any) -> models.QuerySet[TaskState]:
        found: models.QuerySet[TaskState] = import_string("review.queue.states_for")(self, user)
        return found

    def on_action(self, task_state: Any, user: Any, action_name: str, **kwargs: Any) -> None:
        # By name: what decides reads these models.
        import_string("review.decisions.answer_in_admin")(task_state, user, action_name, **kwargs)


class Decision(models.TextChoices):
    """What a reviewer answers. Nothing is ever “rejected”."""

    APPROVE = "approve", "It is good as it is"
    CHANGES = "changes", "Asks for changes"
    DECLINE = "decline", "Cannot review it"


class Answer(models.TextChoices):
    """An answer to a question of the form."""

    YES = "yes", "Yes"
    PARTLY = "partly", "Partly"
    NO = "no", "No"
    UNSURE = "unsure", "Unsure"


def kinds() -> list[tuple[str, str]]:
    """The kinds of resource that a question can be for."""
    return [(one.name, one.label) for one in content_types()]


class ReviewQuestion(models.Model):
    """A question that the form asks; administrators keep them."""

    text = models.CharField(max_length=200, help_text="Answered by yes, partly, no or unsure.")
    help_text = models.CharField(max_length=300, blank=True, help_text="What a good answer looks at.")
    kind = models.CharField(max_length=50, blank=True, choices=kinds, help_text="Empty asks it of every kind.")
    sort_order = models.PositiveSmallIntegerField(default=0)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["sort_order", "pk"]

    def __str__(self) -> str:
        return self.text


class TopicReviewer(models.Model):
    """That somebody reviews what is about a topic, and about those below it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="review_topics")
    topic = models.ForeignKey("taxonomy.Topic", on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "topic"], name="review_topic_once")]

    def __str__(self) -> str:
        return f"{self.user}: {self.topic}"


class Claim(models.Model):
    """That somebody has taken on a review, or asks to be asked again."""

    state = models.ForeignKey(PeerReviewState, on_delete=models.CASCADE, related_name="claims")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="review_claims")
    partner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )  # a newcomer who reviews it with them
    ask_again_on = models.DateField(null=True)  # not now
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["state", "user"], name="review_claim_once")]

    def __str__(self) -> str:
        return f"{self.user}: {self.state_id}"


class Invitation(models.Model):
    """A colleague asked by mail. Its link opens this one review until that ends; ``review.links`` signs it.

    The colleague acts as ``account``: that of an editor with this address, else one that nobody can sign in to.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    workflow_state = models.ForeignKey(
        "wagtailcore.WorkflowState", on_delete=models.CASCADE, related_name="review_invitations"
    )
    email = models.EmailField()
    name = models.CharField(max_length=100)
    words = models.CharField(max_length=1_000, blank=True)  # of whoever invites
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="review_invitations")
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workflow_state", "account"],
                condition=models.Q(withdrawn_at=None),
                name="review_invited_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} for {self.workflow_state_id}"


class Review(models.Model):
    """What one reviewer answered, for one version. Who it was is told only where ``signed``."""

    state = models.ForeignKey(PeerReviewState, on_delete=models.CASCADE, related_name="reviews")
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="reviews"
    )  # null: their account is gone, their answer stands
    reviewer_name = models.CharField(max_length=150)
    partner_name = models.CharField(max_length=150, blank=True)
    invitation = models.ForeignKey(Invitation, null=True, on_delete=models.SET_NULL, related_name="+")
    revision = models.ForeignKey("wagtailcore.Revision", null=True, on_delete=models.SET_NULL, related_name="+")
    decision = models.CharField(max_length=10, choices=Decision)
    answers = models.JSONField(default=list)  # [{"question": text, "answer": Answer, "note": text}]
    note = models.TextField(blank=True)
    signed = models.BooleanField(default=True)  # told under the reviewer's name
    public = models.BooleanField(default=False)  # readers may be told the name: `reviewedBy`
    of_topic = models.BooleanField(default=False)  # the reviewer was one of the page's topics
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["state", "reviewer", "revision"], name="review_once_a_version")]
        permissions = [("see_unsigned", "Can see who answered a review without a name")]

    def __str__(self) -> str:
        return f"{self.shown_name}: {self.get_decision_display()}"

    @property
    def shown_name(self) -> str:
        """The name under which it is shown to everybody."""
        if not self.signed:
            return NOBODY
        return f"{self.reviewer_name} with {self.partner_name}" if self.partner_name else self.reviewer_name


class LeftComment(models.Model):
    """Who left a comment in a review. The comment itself names them only if they answer under their name."""

    # Hidden: Wagtail saves a comment by all names of relations to it.
    comment = models.OneToOneField("wagtailcore.Comment", on_delete=models.CASCADE, related_name="+")
    state = models.ForeignKey(PeerReviewState, on_delete=models.CASCADE, related_name="comments")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    def __str__(self) -> str:
        return f"{self.comment_id} in {self.state_id}"


class SuggestedEdit(models.Model):
    """Better words for some words of a page, which its author takes over with one click."""

    class Status(models.TextChoices):
        OPEN = "open", "Open"
        ACCEPTED = "accepted", "Taken over"
        DECLINED = "declined", "Left as it was"

    page = models.ForeignKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="suggested_edits")
    workflow_state = models.ForeignKey(
        "wagtailcore.WorkflowState", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    name = models.CharField(max_length=150)  # as the reviewer is shown
    before = models.CharField(max_length=MAX_QUOTE)
    after = models.CharField(max_length=MAX_QUOTE, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.OPEN)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["created_at", "pk"]

    def __str__(self) -> str:
        return f"“{self.before[:40]}” → “{self.after[:40]}”"


class MailOutcome(models.TextChoices):
    """What became of an answer by mail. The codes are stable: programs read them."""

    ACCEPTED = "ACCEPTED", "Became a comment"
    DUPLICATE = "DUPLICATE", "Came before; nothing was done again"  # told to who delivers it, never stored
    NO_ADDRESS = "NO_ADDRESS", "It names no address of a review"
    UNKNOWN_ADDRESS = "UNKNOWN_ADDRESS", "Its address is of no invitation: made up, damaged, or the page is gone"
    WITHDRAWN = "WITHDRAWN", "The invitation was taken back"
    ENDED = "ENDED", "The review has ended"
    WITH_AUTHOR = "WITH_AUTHOR", "The page is with its author just now"
    AUTOMATIC = "AUTOMATIC", "A machine sent it: out of office, not delivered, or a mailing list"
    OTHER_SENDER = "OTHER_SENDER", "Somebody else than the invited colleague sent it"
    EMPTY = "EMPTY", "Nothing is left without what it quotes"
    TOO_MANY = "TOO_MANY", "This colleague has left as many comments as one may"
    TOO_LARGE = "TOO_LARGE", "It is larger than 10 MB"
    MALFORMED = "MALFORMED", "It cannot be read as a mail"


class InboundMail(models.Model):
    """That a mail came in, and what became of it. Its words stand in the comment; of one set aside, the first of them."""

    key = models.CharField(max_length=64, unique=True)  # digest of the invitation and the mail's Message-ID
    received_at = models.DateTimeField(default=timezone.now, db_index=True)
    invitation = models.ForeignKey(Invitation, null=True, on_delete=models.SET_NULL, related_name="+")
    outcome = models.CharField(max_length=20, choices=MailOutcome)
    comment = models.ForeignKey("wagtailcore.Comment", null=True, on_delete=models.SET_NULL, related_name="+")
    sender = models.CharField(max_length=254, blank=True)
    excerpt = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = "answer by mail", "answers by mail"

    def __str__(self) -> str:
        return f"{self.received_at:%Y-%m-%d %H:%M} {self.outcome}"
