"""What a member says about themselves, and for whom each part of it is."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from community.moderation.hideable import Hideable
from delivery.audiences import Audience

LONGEST_ABOUT = 2_000  # characters


class Support(models.TextChoices):
    """What members offer each other, and look for."""

    MENTORING = "mentoring", "Mentoring"
    PARTNER = "partner", "A partner for a project"
    SHARING = "sharing", "Sharing experience"
    SPEAKING = "speaking", "Speaking at an event"


# What a profile is made of; each has an audience of its own, in the column <name>_audience.
FIELDS = (
    "display_name", "pronouns", "profession", "care_setting", "place", "location", "topics", "about", "offers",
    "looks_for",
)  # fmt: skip


def _audience() -> Any:
    return models.CharField(max_length=10, choices=Audience, default=Audience.NOBODY)


def _flag() -> Any:
    return models.BooleanField(default=False)


def _term(model: str) -> Any:
    return models.ForeignKey(f"taxonomy.{model}", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")


class Profile(Hideable):
    """One member's. Nothing of it is for anybody until its owner says so."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="profile")
    display_name = models.CharField(max_length=80, blank=True)
    pronouns = models.CharField(max_length=40, blank=True)
    profession = _term("Profession")
    care_setting = _term("CareSetting")
    place = _term("Place")
    # The middle of a cell, never a point that anybody gave (community.profiles.locations).
    cell = models.CharField(max_length=16, blank=True, editable=False, db_index=True)
    latitude = models.FloatField(null=True, editable=False)
    longitude = models.FloatField(null=True, editable=False)
    topics = models.ManyToManyField("taxonomy.Topic", blank=True, related_name="+")
    about = models.TextField(max_length=LONGEST_ABOUT, blank=True)
    offers_mentoring, offers_partner, offers_sharing, offers_speaking = _flag(), _flag(), _flag(), _flag()
    looks_for_mentoring, looks_for_partner, looks_for_sharing, looks_for_speaking = _flag(), _flag(), _flag(), _flag()

    display_name_audience = _audience()
    pronouns_audience = _audience()
    profession_audience = _audience()
    care_setting_audience = _audience()
    place_audience = _audience()
    location_audience = _audience()
    topics_audience = _audience()
    about_audience = _audience()
    offers_audience = _audience()
    looks_for_audience = _audience()
    updated_at = models.DateTimeField(default=timezone.now, editable=False)

    retention: ClassVar[dict[str, Any]] = {}  # as long as the account: it goes with it

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["display_name", "id"], name="profile_by_name"),
        ]

    def __str__(self) -> str:
        return f"profile {self.pk}"  # no name: it stands in logs

    def support(self, of: str) -> list[str]:
        """What of ``Support`` the member ``offers`` or ``looks_for``."""
        return [kind.value for kind in Support if getattr(self, f"{of}_{kind.value}")]
