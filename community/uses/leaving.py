"""What becomes of reports of use when somebody leaves: they stay as long as the account."""

from __future__ import annotations

from community.erasure import goes, stays

goes("uses.UseReport.member")
stays("uses.UseReport.decided_by", "The report is somebody else's.")
