"""Who is told of changes, and what has become of each message."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from changes.models import Kind
from content_types.core.registry import by_name
from queues.models import LeasedRow
from webhooks.addresses import MAX_URL, RejectedAddress, Target
from webhooks.signing import Secret

RETRY_FOR = timedelta(hours=24)  # from a message's first attempt to its last
OLD_SECRET_FOR = timedelta(hours=24)  # after a new one was made, messages are signed with both

TEST_EVENT = "webhook.test"


def event_type(kind: Kind) -> str:
    """The type of the message that tells of a change, such as ``page.published``."""
    return f"page.{kind.value}"


def _new_secret() -> str:
    return Secret.new().encrypted()


class Endpoint(models.Model):
    """An address of another server that is told what changes for the public."""

    name = models.CharField(max_length=100, help_text="What it is, for other administrators: “Website, production”.")
    url = models.CharField(
        max_length=MAX_URL,
        verbose_name="address",
        help_text="Where messages are sent, such as https://www.example.org/hooks/library. It must be HTTPS, and reachable from the "
        "internet: addresses inside a private network are refused.",
    )
    kinds = models.JSONField(default=list, verbose_name="events", help_text="What it is told of.")
    content_types = models.JSONField(
        default=list, blank=True, help_text="Of which types of resource. None chosen means all."
    )
    active = models.BooleanField(
        default=True, help_text="Switched off, it is told nothing, and nothing is kept for it."
    )
    secret = models.TextField(default=_new_secret, editable=False)  # encrypted; webhooks.signing
    previous_secret = models.TextField(blank=True, editable=False)
    previous_until = models.DateTimeField(null=True, editable=False)
    secret_shown_at = models.DateTimeField(null=True, editable=False)
    disabled_reason = models.CharField(max_length=200, blank=True, editable=False)  # where the platform switched it off
    last_success_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["name"]
        verbose_name = "webhook"

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Reject an address that nothing would ever be sent to, and choices that do not exist."""
        errors: dict[str, str] = {}
        try:
            Target.of(self.url)
        except RejectedAddress as error:
            errors["url"] = str(error)
        if not self.kinds:
            errors["kinds"] = "Choose at least one."
        elif not set(self.kinds) <= set(Kind.values):
            errors["kinds"] = f"Choose from {', '.join(Kind.values)}."
        unknown = [name for name in self.content_types if by_name(name) is None]
        if unknown:
            errors["content_types"] = f"There is no type of resource called “{unknown[0]}”."
        if errors:
            raise ValidationError(errors)

    def save(self, *args: object, **kwargs: object) -> None:
        if self.active:
            self.disabled_reason = ""
        super().save(*args, **kwargs)  # type: ignore[arg-type]  # passed on as they came

    def wants(self, kind: str, content_type: str) -> bool:
        """Whether it is to be told of such a change."""
        return kind in self.kinds and (not self.content_types or content_type in self.content_types)

    def secrets(self) -> list[Secret]:
        """The secrets to sign with now, the newest first. Raises SecretUnreadable after SECRET_KEY was changed."""
        found = [Secret.decrypt(self.secret)]
        if self.previous_secret and self.previous_until and self.previous_until > timezone.now():
            found.append(Secret.decrypt(self.previous_secret))
        return found

    def make_new_secret(self) -> None:
        """Make a new secret, to be shown once; for ``OLD_SECRET_FOR`` messages are signed with the old one too."""
        self.previous_secret, self.previous_until = self.secret, timezone.now() + OLD_SECRET_FOR
        self.secret, self.secret_shown_at = _new_secret(), None
        self.save(update_fields=["secret", "previous_secret", "previous_until", "secret_shown_at"])

    def switch_off(self, reason: str) -> None:
        """Stop telling it, and keep why for administrators; what waits for it is given up."""
        self.active, self.disabled_reason = False, reason
        self.save(update_fields=["active", "disabled_reason"])
        waiting = self.deliveries.filter(state=Delivery.State.WAITING)
        waiting.update(state=Delivery.State.FAILED, ended_at=timezone.now(), claim=None)

    def reveal_once(self) -> str | None:
        """The newest secret in the clear, the first time; None ever after. Raises SecretUnreadable."""
        secret = Secret.decrypt(self.secret)
        fresh = Endpoint.objects.filter(pk=self.pk, secret=self.secret, secret_shown_at=None)
        return secret.reveal() if fresh.update(secret_shown_at=timezone.now()) else None


class Delivery(LeasedRow):
    """One message to one endpoint. Written in the transaction that processes the change."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        DELIVERED = "delivered", "Delivered"
        FAILED = "failed", "Failed"
        WITHDRAWN = "withdrawn", "Not sent: no longer public"

    endpoint = models.ForeignKey(Endpoint, on_delete=models.CASCADE, related_name="deliveries")
    message_id = models.CharField(max_length=50, unique=True)  # the same in every attempt, so that receivers can tell
    event = models.CharField(max_length=50)
    page_id = models.BigIntegerField(null=True, db_index=True)  # no foreign key: it outlives the page
    payload = models.JSONField()
    state = models.CharField(max_length=20, choices=State.choices, default=State.WAITING)
    retry_until = models.DateTimeField()
    last_status = models.PositiveIntegerField(
        null=True, verbose_name="last answer"
    )  # of HTTP; null where there was none
    last_error = models.CharField(max_length=200, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = "webhook delivery"
        verbose_name_plural = "webhook deliveries"
        indexes = [
            models.Index(fields=["next_attempt_at"], name="webhook_delivery_due", condition=models.Q(state="waiting")),
            models.Index(fields=["-created_at", "-id"], name="webhook_delivery_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.event} to {self.endpoint}"

    @classmethod
    def new(cls, endpoint: Endpoint, event: str, payload: object, page_id: int | None = None) -> Delivery:
        """A message that is due at once; not saved."""
        return cls(
            endpoint=endpoint,
            message_id=f"msg_{uuid.uuid4().hex}",
            event=event,
            page_id=page_id,
            payload=payload,
            retry_until=timezone.now() + RETRY_FOR,
        )

    def send_again(self) -> None:
        """Make it due at once, with a whole day of retries, under the same id."""
        self.state, self.attempts, self.claim, self.ended_at = self.State.WAITING, 0, None, None
        self.next_attempt_at = timezone.now()
        self.retry_until = self.next_attempt_at + RETRY_FOR
        self.save()
