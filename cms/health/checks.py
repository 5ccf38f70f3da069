"""What must be there before a process is sent requests."""

from __future__ import annotations

import dataclasses

from django.db.utils import DatabaseError
from health_check.base import HealthCheck
from health_check.exceptions import ServiceUnavailable

from cms.startup import missing_migrations


@dataclasses.dataclass
class Migrations(HealthCheck):
    """The database has every migration of this release. Elasticsearch is not checked: without it the search answers from the database."""

    def run(self) -> None:
        try:
            missing = missing_migrations()
        except DatabaseError as error:
            raise ServiceUnavailable("The database does not answer") from error
        if missing:
            raise ServiceUnavailable(f"{missing} migrations are missing; run manage.py migrate")
