"""The application of the plain site."""

from django.apps import AppConfig


class PlainGrappleConfig(AppConfig):
    """Has no migrations: its tables are made as they are (``migrate --run-syncdb``)."""

    name = "tests.benchmarks.plain_grapple"
    label = "plain_grapple"
