"""What becomes of what somebody has contributed when they leave: the pages are dealt with as all pages are."""

from __future__ import annotations

from community.erasure import goes, stays

stays("contributions.Contribution.member", "It says how the page came to be.", contributed=True, sent={}, reason="")
goes("contributions.Request.member")
