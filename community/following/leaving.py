"""Who leaves follows nobody, and is followed by nobody."""

from __future__ import annotations

from community.erasure import goes

goes("following.Follow.member", "following.Follow.followed", "following.MailChoice.member", "following.Told.member")
