"""The record of risks that the Online Safety Act asks for, pre-filled from what is switched on: what is registered, what is set, what was reported.

What is written is facts and open questions. No likelihood and no conclusion is filled in: those are the provider's to judge, with a solicitor. Sources:
Ofcom, *Risk Assessment Guidance and Risk Profiles* (16 December 2024): four steps, 17 kinds, risk factors; *Record-Keeping and Review Guidance*; *Children's
Access Assessments Guidance* (16 January 2025): two stages; Online Safety Act 2023, sections 9, 10, 20, 21, 23, 35 and 36.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.template.loader import render_to_string
from django.utils import timezone

from community.moderation import appealing, trust
from community.moderation.models import Action, Appeal, Case, Decision, Report
from community.moderation.reasons import HOURS_ILLEGAL, HOURS_OTHER, HOURS_URGENT, PRIORITY_ILLEGAL, Reason
from community.moderation.reportable import Reportable, SeenBy, kinds
from community.moderation.rights import moderators

DAYS = 365  # that are looked back
# Which features Ofcom's risk profiles tie to which kinds, in short; the guidance has the reasons, and more of them.
OF_MESSAGES = {
    Reason.CHILD_ABUSE, Reason.HARASSMENT, Reason.COERCIVE_CONTROL, Reason.INTIMATE_IMAGES, Reason.FRAUD,
    Reason.SEXUAL_EXPLOITATION, Reason.TRAFFICKING, Reason.DRUGS,
}  # fmt: skip
OF_PICTURES = {
    Reason.TERRORISM, Reason.CHILD_ABUSE, Reason.INTIMATE_IMAGES, Reason.EXTREME_PORNOGRAPHY, Reason.ANIMAL_CRUELTY,
    Reason.WEAPONS,
}  # fmt: skip
OF_LINKS = {Reason.TERRORISM, Reason.CHILD_ABUSE, Reason.FRAUD, Reason.DRUGS, Reason.FOREIGN_INTERFERENCE}
OF_PLACES = {Reason.COERCIVE_CONTROL, Reason.HARASSMENT}
OF_HEALTH = {Reason.SUICIDE, Reason.DRUGS}


@dataclass(frozen=True)
class Feature:
    """A characteristic that Ofcom's risk profiles ask about, whether the service has it, and how that is known."""

    name: str
    has: bool
    why: str


@dataclass(frozen=True)
class KindOfHarm:
    """One of the 17, with what is known of it here."""

    number: int
    label: str
    factors: tuple[str, ...]
    reported: int
    found: int  # of those, decided on this ground


def features(registered: Iterable[Reportable]) -> list[Feature]:
    """The characteristics, from what is registered and set."""
    known = list(registered)
    to_one = [one.label for one in known if one.seen_by == SeenBy.ONE]
    pictures = [one.label for one in known if one.has_pictures]
    links = [one.label for one in known if one.has_links]
    of_people = [one.label for one in known if one.kind == "Member"]
    return [
        Feature("User profiles", bool(of_people), _listed(of_people)),
        Feature("Profiles under a chosen name", True, "Members choose their display name; nobody's identity is checked."),
        Feature("Direct messages", bool(to_one), _listed(to_one) or "No kind of thing is written to one member."),
        Feature("Encrypted messages", False, "Nothing is end-to-end encrypted; what is relayed by mail is as safe as mail."),
        Feature("Comments and reviews", any(one.kind in {"Comment", "Review"} for one in known), "On drafts, among those who review them."),
        Feature("Pictures, films or files of members", bool(pictures), _listed(pictures)),
        Feature("Links to other sites", bool(links), _listed(links)),
        Feature("Places of members", True, "A hexagon of about 36 km², by choice; counts below five are told to nobody."),
        Feature("Connecting with people one does not know", bool(to_one), _listed(to_one) or "Not switched on."),
        Feature("Groups of members", False, "There are none."),
        Feature("Live streams", False, "Events take place on other services; no stream is carried here."),
        Feature("Sharing again what others wrote", False, "There is no such button. Tools are adapted with their lineage, and reviewed."),
        Feature("Recommendations by a machine", False, "“More like this” goes by the words and terms of published pages, never by what anybody did."),
        Feature("Search in what members wrote", True, "Published pages are searched; profiles are filtered by what they show."),
        Feature("Paid content or advertising", False, "There is none."),
    ]  # fmt: skip


def _listed(labels: list[str]) -> str:
    return ", ".join(sorted(labels))


def harms(registered: Iterable[Reportable]) -> list[KindOfHarm]:
    """The 17 kinds, each with the factors that are present, and what was reported and found in a year."""
    known = list(registered)
    since = timezone.now() - timedelta(days=DAYS)
    reported = Counter(Report.objects.filter(created_at__gte=since).values_list("reason", flat=True))
    acted = Decision.objects.filter(created_at__gte=since).exclude(action=Action.NONE)
    found = Counter(acted.values_list("ground", flat=True))
    present = {
        "direct messages": (OF_MESSAGES, any(one.seen_by == SeenBy.ONE for one in known)),
        "pictures and files": (OF_PICTURES, any(one.has_pictures for one in known)),
        "links to other sites": (OF_LINKS, any(one.has_links for one in known)),
        "coarse places": (OF_PLACES, True),
        "talk of health and distress": (OF_HEALTH, True),
        "profiles under a chosen name": (set(PRIORITY_ILLEGAL), True),
    }
    return [
        KindOfHarm(
            number,
            str(Reason(reason).label),
            tuple(name for name, (of, is_there) in present.items() if is_there and reason in of),
            reported[reason],
            found[reason],
        )
        for number, reason in enumerate(PRIORITY_ILLEGAL, 1)
    ]


def facts() -> dict[str, Any]:
    """All that the record is filled in with."""
    registered = kinds()
    since = timezone.now() - timedelta(days=DAYS)
    users = get_user_model()._default_manager.filter(is_active=True)
    decided = Decision.objects.filter(created_at__gte=since)
    waiting = Case.objects.filter(state__in=[Case.State.OPEN, Case.State.APPEALED])
    return {
        "site": settings.WAGTAIL_SITE_NAME,
        "address": settings.FRONTEND_URL or settings.SITE_URL,
        "today": timezone.localdate(),
        "kinds": registered,
        "features": features(registered),
        "harms": harms(registered),
        "members": users.count(),
        "moderators": [one.get_full_name().strip() or one.get_username() for one in moderators().order_by("pk")],
        "reports": Report.objects.filter(created_at__gte=since).count(),
        "decisions": decided.count(),
        "acted": decided.exclude(action=Action.NONE).count(),
        "appeals": Appeal.objects.filter(created_at__gte=since).count(),
        "changed": decided.filter(on_appeal=True).count(),
        "late": waiting.filter(due_at__lt=timezone.now()).count(),
        "hours": {"urgent": HOURS_URGENT, "illegal": HOURS_ILLEGAL, "other": HOURS_OTHER},
        "appeal_days": appealing.DAYS,
        "allowances": list(trust.ALLOWANCES.items()),
        "messages": any(one.seen_by == SeenBy.ONE for one in registered),
    }


def as_markdown() -> str:
    """The record, to be printed, filled in and kept."""
    return render_to_string("moderation/records/risks.md", facts())
