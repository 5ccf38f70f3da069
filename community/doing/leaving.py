"""Who leaves does nothing of it any more."""

from __future__ import annotations

from community.erasure import goes

goes("doing.DoesThisToo.member")
