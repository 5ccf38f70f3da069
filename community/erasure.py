"""What becomes of a person's rows when they leave, over all apps.

An app of ``community`` has a module ``leaving`` that says it of each key to an account, and imports it when it is ready:

    goes("profiles.Profile.user")                      # the rows are deleted
    stays("moderation.Case.author", "Records of decisions are kept for three years.", author_name=A_FORMER_MEMBER)
    passes_on("wagtailcore.Page.owner", "Somebody has to have it.", contributed=True)   # is a former member's from then on

``contributed=True``: the rows are what the person has written, and go where they want that removed. What takes more than that, such as a place
that becomes free, is a function under ``@before``; it is called first, within the transaction. A test walks all models with a key to an account.
"""

from __future__ import annotations

import enum
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import models
from django.utils import timezone

FORMER_MEMBER = "a-former-member"  # a user name
A_FORMER_MEMBER = "A former member"


class Contributions(models.TextChoices):
    """What becomes of what the person has written."""

    KEEP = "keep", "They stay, as those of a former member"
    REMOVE = "remove", "They are removed"


class Fate(enum.Enum):
    """What becomes of rows."""

    GOES = enum.auto()
    PASSES_ON = enum.auto()
    STAYS = enum.auto()  # and names nobody


@dataclass(frozen=True)
class Erasing:
    """Somebody who is leaving: their account, as it was, and who has what they leave behind."""

    user: Any
    contributions: Contributions
    former: Any

    @property
    def removes(self) -> bool:
        """Whether what they have written goes."""
        return self.contributions is Contributions.REMOVE

    @property
    def names(self) -> list[str]:
        """How the account is called where a name was written down."""
        return [one for one in dict.fromkeys((self.user.get_full_name().strip(), self.user.get_username())) if one]


@dataclass(frozen=True)
class Rule:
    """What becomes of the rows of one model that name an account by ``by``."""

    model: str
    by: str
    fate: Fate
    why: str = ""
    contributed: bool = False
    values: dict[str, Any] = field(default_factory=dict)  # that the rows get besides

    def carry_out(self, erasing: Erasing) -> None:
        """One statement, and what Django does to delete rows."""
        rows = apps.get_model(self.model)._base_manager.filter(**{self.by: erasing.user.pk})
        if self.fate is Fate.GOES or (self.contributed and erasing.removes):
            rows.delete()
        else:
            new = erasing.former.pk if self.fate is Fate.PASSES_ON else None
            rows.update(**{self.by: new}, **self.values)


_rules: dict[str, Rule] = {}
_before: list[Callable[[Erasing], None]] = []


def goes(*of: str) -> None:
    """The rows of each ``app.Model.key`` are deleted."""
    for one in of:
        _add(one, Fate.GOES)


def stays(of: str, why: str, *, contributed: bool = False, **values: Any) -> None:
    """The rows of ``app.Model.key`` stay for this reason, with these values, and name nobody."""
    _add(of, Fate.STAYS, why=why, contributed=contributed, values=values)


def passes_on(of: str, why: str, *, contributed: bool = False, **values: Any) -> None:
    """The rows of ``app.Model.key`` stay for this reason, with these values, and are those of a former member."""
    _add(of, Fate.PASSES_ON, why=why, contributed=contributed, values=values)


def before(work: Callable[[Erasing], None]) -> Callable[[Erasing], None]:
    """Have this done first, in the transaction: rows that it needs are all there."""
    _before.append(work)
    return work


def rules() -> dict[str, Rule]:
    """What is declared, by ``app.Model.key``."""
    return dict(_rules)


def carry_out(erasing: Erasing) -> None:
    """Do all that is declared; the account itself is left, and nothing names it any more."""
    for work in _before:
        work(erasing)
    # What is deleted last may have been named by what goes first.
    for rule in sorted(_rules.values(), key=lambda one: one.fate is Fate.GOES):
        rule.carry_out(erasing)


def former_member() -> Any:
    """The account that has what people leave behind: nobody can sign in to it."""
    users = get_user_model()._default_manager
    found, made = users.get_or_create(
        username=FORMER_MEMBER,
        defaults={"first_name": A_FORMER_MEMBER, "is_active": False, "date_joined": timezone.now()},
    )
    if made:
        found.set_unusable_password()
        found.save(update_fields=["password"])
    return found


def _add(of: str, fate: Fate, **more: Any) -> None:
    model, _, by = of.rpartition(".")
    _rules[of] = Rule(model, by, fate, **more)
