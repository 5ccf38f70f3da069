"""What becomes of records of moderation when somebody leaves: they show that the law was kept to, and name the person no more."""

from __future__ import annotations

from community.erasure import A_FORMER_MEMBER, goes, stays

RECORD = "Records of reports and decisions show that the duties of the Online Safety Act were met; each ends by its own retention."

stays("moderation.Case.author", RECORD, author_name=A_FORMER_MEMBER)
stays("moderation.Case.claimed_by", "Another moderator takes it on.", claimed_at=None)
stays("moderation.Report.reporter", RECORD, email="")
stays("moderation.Decision.moderator", RECORD)
stays("moderation.Appeal.appellant", RECORD)
stays("moderation.LogEntry.actor", RECORD)
stays("moderation.TrustDecision.decided_by", RECORD)
goes("moderation.Suspension.user", "moderation.TrustDecision.user")
