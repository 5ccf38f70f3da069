"""Settings of what members contribute."""

from __future__ import annotations

from cms.settings import env

# Looks at each file before it is kept: clamd at unix:/run/clamav/clamd.ctl or tcp://clamav:3310. Empty: nothing looks.
CLAMD_ADDRESS = env.text("CLAMD_ADDRESS", "")
# Or a callable of one's own: takes the bytes, gives the name of what it found or an empty text. It goes before CLAMD_ADDRESS.
UPLOAD_SCANNER = env.text("UPLOAD_SCANNER", "")
UPLOAD_MEGABYTES = env.integer("UPLOAD_MEGABYTES", 20, minimum=1)  # a document; a picture has a bound of its own
