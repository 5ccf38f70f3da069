"""Pictures that people send: what is taken, what is stored of it, and how it is read when a size is made.

Nothing is decoded before its stated size is in bounds, and nothing is stored but the picture itself: no place, name, camera or thumbnail.
"""

from __future__ import annotations

# How sizes are made. Another value makes all of them anew, at new addresses: those made before are not given out.
RECIPE = "bare-"
