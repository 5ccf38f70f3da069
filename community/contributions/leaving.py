"""What becomes of contributions when somebody leaves. Their pages are pages of the library: those of ``accounts`` say of them."""

from __future__ import annotations

from community.erasure import goes

goes("contributions.Contribution.member", "contributions.Request.member", "contributions.Upload.member")
