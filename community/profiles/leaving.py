"""What becomes of a profile when its member leaves."""

from __future__ import annotations

from community.erasure import goes

goes("profiles.Profile.user")
