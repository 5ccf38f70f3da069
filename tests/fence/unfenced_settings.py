"""The product with the fence taken away:
grapple builds the types of our models itself, and its own view serves them."""

from cms.settings.test import *  # noqa: F403 - the test settings, but for what follows

ROOT_URLCONF = "tests.fence.unfenced_urls"
INSTALLED_APPS = [
    *(app for app in INSTALLED_APPS if app != "grapple"),  # noqa: F405 - from the test settings
    "tests.fence.unfenced_app.UnfencedConfig",
    "grapple",
]
GRAPPLE = {
    "APPS": [
        "core",
        "taxonomy",
        "knowledge",
        "tools",
        "wellbeing",
        "events",
        "initiatives",
        "cms_images",
        "cms_documents",
    ],
}
