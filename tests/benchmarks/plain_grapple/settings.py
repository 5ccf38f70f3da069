"""Settings of the plain site: what the documentation of wagtail-grapple says, and nothing else."""

from __future__ import annotations

import os

from cms.settings import env

SECRET_KEY = "measurements-only" * 4
DEBUG = False
ALLOWED_HOSTS = ["*"]
INSTALLED_APPS = [
    "tests.benchmarks.plain_grapple", "wagtail.contrib.redirects", "wagtail.embeds", "wagtail.sites", "wagtail.users",
    "wagtail.snippets", "wagtail.documents", "wagtail.images", "wagtail.search", "wagtail.admin", "wagtail",
    "modelcluster", "taggit", "django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions",
    "django.contrib.messages", "django.contrib.staticfiles", "graphene_django", "grapple",
]  # fmt: skip
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware", "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware", "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware", "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]  # fmt: skip
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}]
ROOT_URLCONF = "tests.benchmarks.plain_grapple.urls"
DATABASES = {"default": env.database()}
DATABASES["default"]["CONN_MAX_AGE"] = 60
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
STATIC_URL = "/static/"
MEDIA_ROOT = os.environ.get("VAR_DIR", "")
WAGTAIL_SITE_NAME = "Plain"
WAGTAILADMIN_BASE_URL = "http://localhost"
GRAPHENE = {"SCHEMA": "grapple.schema.schema"}
GRAPPLE = {"APPS": ["plain_grapple"], "PAGE_SIZE": 10, "MAX_PAGE_SIZE": 100}
