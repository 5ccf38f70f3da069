"""The application of the plain site."""

from django.apps import AppConfig


class PlainGrappleConfig(AppConfig):
    """Holds the models of the plain site."""

    name = "tests.benchmarks.plain_grapple"
    label = "plain_grapple"
