"""What is held here of an account, as it gets it when it asks for everything."""

from __future__ import annotations

from community.personal_data import holds, left_out

holds("reports of content", "moderation.Report.reporter", "reason", "words", "created_at", "case__state")
holds(
    "decisions about what I wrote", "moderation.Case.author", "kind", "path", "state", "created_at", "decided_at",
    "decisions__action", "decisions__ground", "decisions__statement", "decisions__created_at",
)  # fmt: skip
holds("appeals", "moderation.Appeal.appellant", "by", "words", "created_at")
holds("suspensions", "moderation.Suspension.user", "created_at", "until", "ended_at")
holds("trust", "moderation.TrustDecision.user", "level", "reason", "created_at")
holds("decisions as a moderator", "moderation.Decision.moderator", "action", "ground", "statement", "created_at")

left_out("moderation.Case.claimed_by", "That a moderator has a case open; what they decided is exported.")
left_out("moderation.LogEntry.actor", "The log of decisions about others; what somebody decided is exported.")
left_out("moderation.TrustDecision.decided_by", "A decision about somebody else, who gets it.")
