"""Reading and changing profiles. The rule of who sees what is ``delivery.audiences``; nothing here adds to it."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import ACos, Cos, Greatest, Least, Radians, Sin
from django.utils import timezone

from community.errors import CommunityError
from community.profiles.locations import coarsened
from community.profiles.models import FIELDS, LONGEST_ABOUT, Profile, Support
from content_types.core.filtering.links import taxonomy
from content_types.core.graphql.maps import FARTHEST_KM, NEAREST_KM
from delivery.audiences import Audience, audiences_of, may_see
from delivery.context import ReadContext
from delivery.visibility import Viewer

TEXTS = {"display_name": 80, "pronouns": 40, "about": LONGEST_ABOUT}  # characters
TERMS = {"profession": "Profession", "care_setting": "CareSetting", "place": "Place"}
MAX_TOPICS = 20
EARTH_KM = 6371.0088  # mean radius


def own_profile(user: Any) -> Profile:
    """The profile of an account; a new one, not saved and for nobody, where it has none."""
    found = Profile.objects.filter(user=user).first()
    return found or Profile(user=user, display_name=user.get_full_name()[: TEXTS["display_name"]])


def update(actor: Any, values: Mapping[str, Any], audiences: Mapping[str, str], context: ReadContext) -> Profile:
    """Change what is named of the actor's own profile, and for whom it is; what is left out stays, and None empties.

    ``values`` are by the names of ``FIELDS``: texts; terms as slugs; ``topics`` as slugs; ``location`` as a mapping of ``latitude`` and ``longitude``, which is
    coarsened before it is stored; ``offers`` and ``looks_for`` as members of ``Support``. One transaction. Raises CommunityError with BAD_INPUT.
    """
    texts = {name: _text(name, values[name]) for name in TEXTS if name in values}
    terms = {name: _terms(TERMS[name], name, [values[name]], context) for name in TERMS if values.get(name)}
    topics = _terms("Topic", "topics", values["topics"] or [], context) if "topics" in values else None
    if topics is not None and len(topics) > MAX_TOPICS:
        raise CommunityError("BAD_INPUT", f"Choose at most {MAX_TOPICS} topics.", "topics")
    with transaction.atomic():
        Profile.objects.get_or_create(user=actor, defaults={"display_name": own_profile(actor).display_name})
        profile = Profile.objects.select_for_update().get(user=actor)
        for name, text in texts.items():
            setattr(profile, name, text)
        for name in TERMS:
            if name in values:
                setattr(profile, f"{name}_id", terms[name][0] if name in terms else None)
        if "location" in values:
            _place(profile, values["location"])
        for of in ("offers", "looks_for"):
            if of in values:
                chosen = set(values[of] or [])
                for kind in Support:
                    setattr(profile, f"{of}_{kind.value}", kind.value in chosen)
        for name, audience in audiences.items():
            assert name in FIELDS, name
            setattr(profile, f"{name}_audience", Audience(audience).value)
        if profile.display_name_audience != Audience.NOBODY and not profile.display_name:
            raise CommunityError("BAD_INPUT", "Give a name before you show it to others.", "displayName")
        profile.updated_at = timezone.now()
        profile.save()
        if topics is not None:
            profile.topics.set(topics)
    return profile


def listed(viewer: Viewer) -> QuerySet[Profile]:
    """The profiles that a viewer finds in lists: of active accounts whose name they may see, and hidden by no moderator."""
    shown = Profile.objects.filter(user__is_active=True, hidden_at=None, display_name_audience__in=audiences_of(viewer))
    return shown.exclude(display_name="")


def by_key(viewer: Viewer, keys: Iterable[int]) -> dict[int, Profile]:
    """The profiles among these that a viewer finds in lists, and their own."""
    own = Q(user_id=viewer.user.pk) if viewer.user.is_authenticated else Q(pk__in=[])
    found = Profile.objects.filter(Q(pk__in=listed(viewer).values("pk")) | own, pk__in=list(keys))
    return {one.pk: one for one in found}


def shows(viewer: Viewer, profile: Profile, name: str) -> bool:
    """Whether a viewer may see this part of a profile."""
    audience = Audience.NOBODY if profile.hidden_at else getattr(profile, f"{name}_audience")
    return may_see(viewer, audience, profile.user_id)


@dataclass(frozen=True)
class Wanted:
    """Whom somebody looks for; what is empty does not narrow."""

    topics: tuple[str, ...] = ()  # slugs, any of them or of what is below
    professions: tuple[str, ...] = ()
    care_settings: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    offers: tuple[str, ...] = ()  # any of these
    looks_for: tuple[str, ...] = ()
    near: Mapping[str, float] | None = field(default=None)  # latitude, longitude, kilometres


def matching(context: ReadContext, wanted: Wanted) -> QuerySet[Profile]:
    """The listed profiles that fit, by what the viewer may see of each: what is hidden of a profile matches nothing. Raises CommunityError."""
    viewer = context.viewer
    found = listed(viewer)
    for name, model, slugs in (
        ("topics", "Topic", wanted.topics),
        ("profession", "Profession", wanted.professions),
        ("care_setting", "CareSetting", wanted.care_settings),
        ("place", "Place", wanted.places),
    ):
        if slugs:
            terms = taxonomy(apps.get_model("taxonomy", model), context)
            keys: set[int] = set().union(*(terms.with_all_below(slug) for slug in slugs))
            if name == "topics":
                through = Profile.topics.through
                keys = through.objects.filter(topic__in=keys).values("profile")  # type: ignore[assignment]  # a subquery
                found = found.filter(_shown(viewer, name), pk__in=keys)
            else:
                found = found.filter(_shown(viewer, name), **{f"{name}__in": keys})
    for of, kinds in (("offers", wanted.offers), ("looks_for", wanted.looks_for)):
        if kinds:
            any_of = reduce(or_, (Q(**{f"{of}_{kind}": True}) for kind in kinds))
            found = found.filter(_shown(viewer, of), any_of)
    return _near(found, viewer, wanted.near) if wanted.near else found


def _shown(viewer: Viewer, name: str) -> Q:
    return Q(**{f"{name}_audience__in": audiences_of(viewer)})


def _near(found: QuerySet[Profile], viewer: Viewer, near: Mapping[str, float]) -> QuerySet[Profile]:
    latitude, longitude, kilometres = near["latitude"], near["longitude"], near["kilometres"]
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise CommunityError("BAD_INPUT", "Give degrees: -90 to 90 north, -180 to 180 east.", "near")
    if not NEAREST_KM <= kilometres <= FARTHEST_KM:
        raise CommunityError("BAD_INPUT", f"`kilometres` must be from {NEAREST_KM} to {FARTHEST_KM}.", "near")
    # Spherical law of cosines; the distance is to the middle of a cell, which is all that is stored.
    here = Radians(F("latitude"))
    cosine = Sin(here) * math.sin(math.radians(latitude)) + Cos(here) * math.cos(math.radians(latitude)) * Cos(
        Radians(F("longitude")) - math.radians(longitude)
    )
    away = ACos(Least(Greatest(cosine, -1.0), 1.0)) * EARTH_KM
    degrees = kilometres / 110.574  # of latitude, at most
    box = found.filter(_shown(viewer, "location"), latitude__range=(latitude - degrees, latitude + degrees))
    return box.annotate(away=away).filter(away__lte=kilometres)


def _text(name: str, value: Any) -> str:
    text = unicodedata.normalize("NFC", value or "").strip()
    allowed = "\n" if name == "about" else ""
    if any(unicodedata.category(letter)[0] == "C" and letter not in allowed for letter in text.replace("\r\n", "\n")):
        raise CommunityError("BAD_INPUT", "Leave out characters that cannot be seen.", _api_name(name))
    text = text.replace("\r\n", "\n")
    if len(text) > TEXTS[name]:
        raise CommunityError(
            "BAD_INPUT", f"Shorten it to {TEXTS[name]} characters; it has {len(text)}.", _api_name(name)
        )
    return text


def _terms(model: str, name: str, slugs: Iterable[str], context: ReadContext) -> list[int]:
    known = taxonomy(apps.get_model("taxonomy", model), context).keys
    unknown = sorted(slug for slug in slugs if slug not in known)
    if unknown:
        raise CommunityError("BAD_INPUT", f"There is no “{unknown[0][:80]}”. Use a slug of the list.", _api_name(name))
    return list(dict.fromkeys(known[slug] for slug in slugs))


def _place(profile: Profile, given: Mapping[str, float] | None) -> None:
    if given is None:
        profile.cell, profile.latitude, profile.longitude = "", None, None
        return
    try:
        profile.cell, profile.latitude, profile.longitude = coarsened(given["latitude"], given["longitude"])
    except ValueError as error:
        text = "Give degrees: -90 to 90 north, -180 to 180 east."
        raise CommunityError("BAD_INPUT", text, "location") from error


def _api_name(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(one.title() for one in others)
