"""The record of processing that article 30 of the UK GDPR asks for, made from the models: what is held, whose, how long, and what becomes of it.

What the models cannot say (the controller, recipients outside, transfers) is left open as “…”. Sources: UK GDPR, article 30(1); ICO, *What do we
need to document under Article 30 of the UK GDPR?*.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models
from django.template.loader import render_to_string
from django.utils import timezone

from community.erasure import Fate, rules
from community.personal_data import holdings
from community.retention import ROW, declared

# Columns that say nothing of a person by themselves: keys, moments, counts, states.
_TEXTS = (models.CharField, models.TextField, models.JSONField, models.FloatField, models.GenericIPAddressField)


ACCOUNT, CASE = "as long as the account: it goes with it", "as long as its case: three years after the decision"
# Where no retention is declared for the row: why not. A model that holds anything of a person has one or the other; a test walks them.
KEPT_BECAUSE = {
    "accounts.Agreement": "a text of the release; it names nobody",
    "accounts.Membership": ACCOUNT,
    "accounts.Acceptance": ACCOUNT,
    "profiles.Profile": ACCOUNT,
    "following.Follow": "until the member unfollows, or leaves",
    "following.MailChoice": ACCOUNT,
    "connections.Block": "until it is taken back, or one of the two leaves",
    "contributions.Contribution": "as long as its page, or the account",
    "doing.DoesThisToo": "until the member takes it back, or leaves",
    "heatmap.Figure": "counts, never below five; they name nobody",
    "heatmap.Counted": "until the next count after the member shows nothing, or leaves",
    "registrations.EventRegister": "as long as the event's page; it names nobody",
    "moderation.Report": CASE,
    "moderation.Decision": CASE,
    "moderation.Appeal": CASE,
    "moderation.LogEntry": CASE,
    "moderation.TrustDecision": ACCOUNT,
}


@dataclass(frozen=True)
class Activity:
    """What one model holds of people."""

    app: str  # as the app is called
    purpose: str
    what: str  # as the model is called
    fields: tuple[str, ...]
    people: tuple[str, ...]  # the keys by which it belongs to somebody
    kept: tuple[str, ...]
    on_leaving: tuple[str, ...]
    exported: bool


def personal_models() -> Iterator[type[models.Model]]:
    """The models of ``community`` that hold anything of a person."""
    for config in apps.get_app_configs():
        if config.name.startswith("community."):
            yield from (model for model in config.get_models() if personal_fields(model))


def personal_fields(model: type[models.Model]) -> tuple[str, ...]:
    """The columns that belong to a person, or are their words: keys to an account, and what texts can be written in."""
    found = []
    for field in model._meta.concrete_fields:
        if field.primary_key:
            continue
        is_account = field.is_relation and field.related_model is apps.get_model(settings.AUTH_USER_MODEL)
        if is_account or (isinstance(field, _TEXTS) and not field.choices):
            found.append(field.name)
    return tuple(found)


def _purpose(config: Any) -> str:
    return " ".join((type(config).__doc__ or "…").split())


def _kept(model: type[models.Model]) -> tuple[str, ...]:
    said = []
    for one, name, how in declared():
        if one is model:
            what = "the row" if name == ROW else name.replace("_", " ")
            said.append(f"{what}: {how.days} days after {how.after.replace('__', ', ').replace('_', ' ')}")
    because = KEPT_BECAUSE.get(model._meta.label)
    return (*said, *([because] if because else ()))


def undeclared() -> list[str]:
    """Personal columns of which nothing says how long they are kept, and nothing why not."""
    rows: dict[type[models.Model], set[str]] = {}
    for model, name, _ in declared():
        rows.setdefault(model, set()).add(name)
    return [
        f"{model._meta.label}.{field}"
        for model in personal_models()
        if ROW not in rows.get(model, set()) and model._meta.label not in KEPT_BECAUSE
        for field in personal_fields(model)
        if field not in rows.get(model, set())
    ]


def activities() -> list[Activity]:
    """All, by app and model."""
    exported = {one.model for one in holdings()}
    fates = rules()
    said = {Fate.GOES: "is deleted", Fate.PASSES_ON: "is a former member's", Fate.STAYS: "stays, and names nobody"}
    found = []
    for model in personal_models():
        label = model._meta.label
        own = {of.rpartition(".")[2]: rule for of, rule in fates.items() if rule.model == label}
        leaving = [
            f"{by.replace('_', ' ')}: {said[rule.fate]}{f' ({rule.why})' if rule.why else ''}"
            for by, rule in own.items()
        ]
        config = apps.get_app_config(model._meta.app_label)
        found.append(
            Activity(
                app=str(config.verbose_name),
                purpose=_purpose(config),
                what=str(model._meta.verbose_name).capitalize(),
                fields=personal_fields(model),
                people=tuple(own),
                kept=_kept(model),
                on_leaving=tuple(leaving) or ("goes with what it belongs to",),
                exported=label in exported,
            )
        )
    return sorted(found, key=lambda one: (one.app, one.what))


def as_markdown() -> str:
    """The record, to be completed and kept."""
    return render_to_string("moderation/records/processing.md", _facts())


def assessment_as_markdown() -> str:
    """The template of a data protection impact assessment (article 35), pre-filled likewise."""
    return render_to_string("moderation/records/dpia.md", _facts())


def _facts() -> dict[str, Any]:
    return {
        "site": settings.WAGTAIL_SITE_NAME,
        "address": settings.FRONTEND_URL or settings.SITE_URL,
        "today": timezone.localdate(),
        "activities": activities(),
        "mail_host": getattr(settings, "EMAIL_HOST", "") or "…",
        "second_factor": settings.STAFF_SECOND_FACTOR,
        "idle_minutes": settings.STAFF_IDLE_MINUTES,
    }
