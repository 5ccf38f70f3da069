"""Profiles can be reported."""

from __future__ import annotations

from typing import Any

from community.moderation.reportable import FlagReports, SeenBy, register
from community.profiles.models import Profile
from community.profiles.profiles import by_key
from delivery.context import ReadContext


class ProfileReports(FlagReports):
    """What a member says about themselves: its words, whatever their audience, so that a moderator sees what was seen."""

    kind, label, model, seen_by = "Member", "Profile", "profiles.Profile", SeenBy.EVERYBODY

    def author_of(self, subject: Profile) -> Any | None:
        return subject.user

    def text_of(self, subject: Profile) -> str:
        return "\n\n".join(one for one in (subject.display_name, subject.pronouns, subject.about) if one)

    def visible(self, context: ReadContext, key: int) -> Profile | None:
        return by_key(context.viewer, [key]).get(key)

    def remove(self, actor: Any, subject: Profile) -> dict[str, Any]:
        """Empty its words, too: who has it shown again after an appeal writes it anew."""
        kept = {name: getattr(subject, name) for name in ("display_name", "pronouns", "about")}
        subject.display_name = subject.pronouns = subject.about = ""
        subject.save(update_fields=list(kept))
        return {**self.hide(actor, subject), "texts": kept}

    def show(self, actor: Any, subject: Profile, kept: Any) -> None:
        for name, text in kept.get("texts", {}).items():
            if not getattr(subject, name):
                setattr(subject, name, text)
        subject.save(update_fields=["display_name", "pronouns", "about"])
        super().show(actor, subject, kept)


register(ProfileReports())
