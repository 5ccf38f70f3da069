#!/usr/bin/env python3
"""Run a management command. Production settings are the default; DJANGO_SETTINGS_MODULE chooses others."""

import os
import sys

MINIMUM = (3, 11)


def main() -> None:
    """Run the command of the command line. Written so that an old Python gets as far as the line that says so."""
    if sys.version_info < MINIMUM:
        version = sys.version.split()[0]
        sys.stderr.write(
            f"error: Python 3.11 or newer is needed; this is {version}. Run it with python3.11 or newer.\n"
        )
        sys.exit(2)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.production")
    from cms.startup import LONG_RUNNING, explain_start_up_errors, require_database

    with explain_start_up_errors():
        import django
        from django.core.management import execute_from_command_line

        if LONG_RUNNING.intersection(sys.argv[1:2]) and "--help" not in sys.argv:
            django.setup()
            require_database()
        execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
