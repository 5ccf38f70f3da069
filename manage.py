#!/usr/bin/env python3
"""Run a management command. Production settings are the default; DJANGO_SETTINGS_MODULE chooses others."""

from __future__ import annotations

import os
import sys

MINIMUM = (3, 11)


def main() -> None:
    if sys.version_info < MINIMUM:
        sys.exit(
            f"Python {MINIMUM[0]}.{MINIMUM[1]} or newer is needed; this is {sys.version.split()[0]}. Run it with a newer python3."
        )
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.production")
    from cms.startup import explain_start_up_errors

    with explain_start_up_errors():
        from django.core.management import execute_from_command_line

        execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
