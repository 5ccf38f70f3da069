"""Entry point of ``python -m tests.services``."""

import sys

from .cli import main

sys.exit(main())
