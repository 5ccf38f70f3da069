"""`python -m web` serves the site; `--fd 3` on a listening socket that it inherits."""

from __future__ import annotations

import argparse
import sys

import uvicorn

from web.app import application
from web.settings import SettingError, Settings


def main() -> int:
    """Serve until asked to end. A wrong setting is one line and exit code 2."""
    parser = argparse.ArgumentParser(prog="python -m web", description="Serve the site.")
    parser.add_argument(
        "--fd", type=int, help="a listening socket that is inherited, instead of SITE_HOST and SITE_PORT"
    )
    arguments = parser.parse_args()
    try:
        settings = Settings.from_environment()
    except SettingError as error:
        print(f"web: {error}", file=sys.stderr)  # noqa: T201 - the operator reads it
        return 2
    uvicorn.run(
        application(settings),
        host=settings.host,
        port=settings.port,
        fd=arguments.fd,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=5,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
