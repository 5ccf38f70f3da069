"""What becomes of counts when somebody leaves: they are not counted any more."""

from __future__ import annotations

from community.erasure import goes

goes("heatmap.Counted.user")
