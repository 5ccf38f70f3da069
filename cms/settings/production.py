"""Settings of the product. Production is the default and the safe value is the default; ``demo`` and ``test`` override."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from cms.settings import env
from cms.settings.accounts import *  # noqa: F403 - each is a setting
from cms.settings.cdn import cdn_backends, checked_cdn
from cms.settings.content_security import admin_directives, page_directives
from cms.settings.contributions import *  # noqa: F403 - each is a setting
from cms.settings.languages import *  # noqa: F403 - each is a setting
from cms.settings.logs import LEVELS, logging_config
from cms.settings.mail import *  # noqa: F403 - each is a setting
from cms.settings.term_paths import term_paths
from cms.settings.writing import *  # noqa: F403 - each is a setting
from content_types.core.media_types import MEDIA_TYPES
from outages.shared_cache import patience

BASE_DIR = Path(__file__).resolve().parents[2]
VAR_DIR = Path(env.text("VAR_DIR", str(BASE_DIR / "var")))

# --- Secrets and hosts -------------------------------------------------------------------------------------------------------------
DEBUG = False
SECRET_KEY = env.required("SECRET_KEY", "Set it to at least 50 random characters, kept secret.")
if len(SECRET_KEY) < 50:
    raise env.SettingError("SECRET_KEY is too short. Set it to at least 50 random characters, kept secret.")
SITE_URL = env.address("SITE_URL", "https://library.example.org", with_path=False)
if not SITE_URL:
    raise env.SettingError("SITE_URL is not set. Set it to the public address, such as https://library.example.org.")
WAGTAILADMIN_BASE_URL = SITE_URL
# The path that the server lies below, such as /cms; workers must be told too, because addresses are in what they send.
FORCE_SCRIPT_NAME = env.path_prefix("SCRIPT_NAME") or None
# Where readers read: the addresses of pages begin with it, and this server sends there whoever asks it for one. Empty: there is no site.
FRONTEND_URL = env.address("FRONTEND_URL", "https://www.example.org", with_path=True)
# Where the frontend shows what there is of a topic, a person … below FRONTEND_URL; this server has no such pages of its own.
TERM_PATHS = term_paths()
ALLOWED_HOSTS = env.strings("ALLOWED_HOSTS") or [urlsplit(SITE_URL).hostname or ""]
CSRF_TRUSTED_ORIGINS = env.strings("CSRF_TRUSTED_ORIGINS")

# --- Applications ------------------------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "cms",
    "cms.users",
    "cms.images",
    "cms.documents",
    "cms.writing_checks",
    "cms.freshness",
    "cms.together",
    "content_types.core",
    "content_types.taxonomy",
    "content_types.knowledge",
    "content_types.tools",
    "content_types.wellbeing",
    "content_types.events",
    "content_types.initiatives",
    "translations",
    "search",
    "access",
    "community.accounts",
    "changes",
    "webhooks",
    "review",
    "community.moderation",
    "community.profiles",
    "community.heatmap",
    "community.contributions",
    "community.doing",
    "community.registrations",
    "community.uses",
    "community.following",
    "community.connections",
    "cdn",
    "mailing",
    "queues",
    "graphql_api",
    "import_export",
    "demo",
    "corsheaders",
    "csp",
    "wagtail.contrib.settings",
    "cms.editors.apps.RedirectsConfig",
    "wagtail.contrib.search_promotions",
    "wagtail.contrib.table_block",
    "wagtail.embeds",
    "cms.editors.apps.SitesConfig",
    "cms.editors.apps.AccountsConfig",
    "wagtail_localize",
    "wagtail_localize.locales",  # in place of wagtail.locales
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "wagtail_headless_preview",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "modelcluster",
    "taggit",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    # After wagtail.snippets, or snippets lose their interface.
    "grapple",
]

MIDDLEWARE = [
    "cms.health.HealthMiddleware",  # first: it must not depend on any other
    "cms.measuring.MeasuringMiddleware",  # sees how long all below takes, and how it ends
    "cdn.middleware.EdgeMiddleware",  # sees every answer below: the redirect to TLS too, which some CDNs would keep for both schemes
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "cms.content_security.ContentSecurityMiddleware",  # outside of all that answers with a page
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",  # its library asks for it
    "access.middleware.KeysMiddleware",  # after it, because a key counts and the session beside it does not
    "cms.editors.signed_out.SignedOutMiddleware",  # before what ends sessions
    "cms.editors.second_factor.SecondFactorMiddleware",
    "access.sessions.StaffSessionMiddleware",
    "cms.editors.reauthentication.ReauthenticationMiddleware",
    "cms.languages.PathLanguageMiddleware",
    "cms.middleware.PrivateAnswersMiddleware",
    "cms.rates.RatesMiddleware",  # after those that say who asks
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "cms.middleware.VisibleRedirectMiddleware",
    "cms.editors.in_use.InUseMiddleware",
    "cms.editors.completeness.PageIncompleteMiddleware",
]

ROOT_URLCONF = "cms.urls"
WSGI_APPLICATION = "cms.wsgi.application"
ASGI_APPLICATION = "cms.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
            ]
        },
    }
]

# --- Data --------------------------------------------------------------------------------------------------------------------------
DATABASES = {"default": env.database()}
DATABASES["default"]["CONN_MAX_AGE"] = env.integer("DATABASE_CONN_MAX_AGE", 60)
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # WAL: readers go on while the worker writes; IMMEDIATE: a writer waits its turn instead of failing.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
else:
    DATABASES["default"]["ENGINE"] = "cms.postgresql"  # Django's, with a cheaper health check
    # A server that does not answer is said to be away in seconds, not in minutes.
    _options = DATABASES["default"].setdefault("OPTIONS", {})
    _options.setdefault("connect_timeout", 5)
    # A statement that is run for this time again is prepared: the server keeps its plan. 0: never.
    _options.setdefault("prepare_threshold", env.integer("DATABASE_PREPARE_AFTER", 5) or None)

_cache_url = env.url("CACHE_URL", {"redis", "rediss"}, "redis://cache:6379/0")
CACHES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "cms.cache.OptionalRedisCache",
        "LOCATION": _cache_url,
        "OPTIONS": patience(),
    }
    if _cache_url
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "default"}
}

# --- Search: two on purpose. Wagtail's own backend finds drafts for editors; the library has an index of its own. ------------------
WAGTAILSEARCH_BACKENDS: dict[str, dict[str, Any]] = {"default": {"BACKEND": "wagtail.search.backends.database"}}
ELASTICSEARCH_URL = env.url("ELASTICSEARCH_URL", {"http", "https"}, "https://user:password@search:9200")
ELASTICSEARCH_INDEX = env.text("ELASTICSEARCH_INDEX", "wham-library")
SEARCH_MODEL = env.text("SEARCH_MODEL", "")  # folder of a sentence model; empty: by words alone
# Seconds that a search waits before the database answers instead: a search takes some hundredths of one.
ELASTICSEARCH_TIMEOUT = env.integer("ELASTICSEARCH_TIMEOUT", 1, minimum=1)
SEARCH_LOG_ENABLED = env.boolean("SEARCH_LOG", True)  # count what is asked, without whom
SEARCH_LOG_DAYS = env.integer("SEARCH_LOG_DAYS", 90, minimum=1)  # counts older than this are deleted
SEARCH_LOG_INTERVAL = 10.0  # seconds between writes of what a process has counted; 0: only when it is told to

PAGE_READS_ENABLED = env.boolean("PAGE_READS", True)  # count how often a page is read, without whom
PAGE_READS_DAYS = env.integer("PAGE_READS_DAYS", 400, minimum=28)  # counts older than this are deleted

# --- Changes and webhooks ----------------------------------------------------------------------------------------------------------
CONTENT_CHANGES_DAYS = env.integer("CONTENT_CHANGES_DAYS", 90, minimum=1)  # changes older than this are forgotten
WEBHOOK_LOG_DAYS = env.integer("WEBHOOK_LOG_DAYS", 30, minimum=1)  # deliveries that ended longer ago are deleted
WEBHOOK_PORTS = env.integers("WEBHOOK_PORTS", "443")  # where webhooks may be sent to
WEBHOOK_CA_FILE = env.text("WEBHOOK_CA_FILE", "")  # certificates to trust instead of the system's
# For development alone: plain HTTP, and networks that are rejected because they are private.
WEBHOOK_ALLOW_HTTP = env.boolean("WEBHOOK_ALLOW_HTTP", False)
WEBHOOK_ALLOWED_NETWORKS = env.networks("WEBHOOK_ALLOWED_NETWORKS")

# --- Metrics: at /metrics for Prometheus, for whoever has the token; without one there is no such page. ----------------------------
METRICS_TOKEN = env.token("METRICS_TOKEN")

# --- Events: hours that an offered place is kept, and before the event from which on the confirmed are told the join link --------------
REGISTRATION_OFFER_HOURS = env.integer("REGISTRATION_OFFER_HOURS", 24, minimum=1)
JOIN_LINK_HOURS = env.integer("JOIN_LINK_HOURS", 24, minimum=1)

# --- Language and time -------------------------------------------------------------------------------------------------------------
TIME_ZONE = "Europe/London"
USE_I18N = USE_TZ = True

# --- Files -------------------------------------------------------------------------------------------------------------------------
STATIC_URL = f"{FORCE_SCRIPT_NAME or ''}/static/"
STATICFILES_DIRS = [("guide", BASE_DIR / "docs" / "images")]  # the pictures of the guide for editors
STATIC_ROOT: Path | None = Path(env.text("STATIC_ROOT", str(VAR_DIR / "static")))
MEDIA_URL = f"{FORCE_SCRIPT_NAME or ''}/media/"
MEDIA_ROOT = Path(env.text("MEDIA_ROOT", str(VAR_DIR / "media")))
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
_bucket = env.text("S3_BUCKET", "")
if _bucket:
    # Files are never read from the store directly: cms.media serves them and checks who may have each.
    STORAGES["default"] = {
        "BACKEND": "cms.media.storage.PrivateS3Storage",
        "OPTIONS": {
            "bucket_name": _bucket,
            "endpoint_url": env.url("S3_ENDPOINT_URL", {"http", "https"}, "https://s3.example.org") or None,
            "access_key": env.required("S3_ACCESS_KEY", "Set it to the key id of the media bucket."),
            "secret_key": env.required("S3_SECRET_KEY", "Set it to the secret of the media bucket."),
            "region_name": env.text("S3_REGION", "") or None,
            "default_acl": "private",
            "querystring_auth": True,
            "file_overwrite": False,
        },
    }

# --- Wagtail -----------------------------------------------------------------------------------------------------------------------
WAGTAIL_SITE_NAME = "WHAM"
WAGTAILIMAGES_IMAGE_MODEL = "cms_images.LibraryImage"
WAGTAILDOCS_DOCUMENT_MODEL = "cms_documents.LibraryDocument"
WAGTAILDOCS_SERVE_METHOD = "serve_view"  # every download goes through the check of its collection
WAGTAILDOCS_EXTENSIONS = ["pdf", "docx", "odt", "xlsx", "ods", "csv", "pptx", "odp", "txt", "mp3", "mp4", "m4a", "vtt"]
# Each is stored under its kind's own.
WAGTAILIMAGES_EXTENSIONS = ["gif", "jpg", "jpeg", "jfif", "png", "webp", "avif", "heic", "heif"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 15 * 1024 * 1024
WAGTAILDOCS_CONTENT_TYPES = MEDIA_TYPES  # the same on every machine
WAGTAILDOCS_DOCUMENT_FORM_BASE = "cms.documents.forms.DocumentForm"
WAGTAILIMAGES_IMAGE_FORM_BASE = "cms.images.forms.PictureForm"
# A picture is rejected above this; decoded it takes up to four bytes a pixel. Phones make 12 to 50 million.
WAGTAILIMAGES_MAX_IMAGE_PIXELS = PICTURE_MAX_PIXELS = env.integer("PICTURE_MAX_PIXELS", 50_000_000, minimum=1_000_000)
PICTURES_AT_ONCE = env.integer("PICTURES_AT_ONCE", 1, minimum=1)  # sizes that a process makes at once
# Requests that may wait in a process for a size to be made: each holds a connection, and no thread. The next is told to come again.
PICTURES_WAITING = env.integer("PICTURES_WAITING", 300, minimum=1)
WAGTAILEMBEDS_FINDERS: list[dict[str, Any]] = []  # players' addresses are worked out here; nobody is asked
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None  # no address of an editor leaves for another site
WAGTAIL_WORKFLOW_ENABLED = True
WAGTAIL_FINISH_WORKFLOW_ACTION = "cms.editors.approval.publish_if_complete"
WAGTAIL_ALLOW_UNICODE_SLUGS = False
PREVIEW_URL = env.url("PREVIEW_URL", {"http", "https"}, "https://www.example.org/preview")
# Milliseconds from the last change that Wagtail has seen in a form: until the preview beside it is asked for, where Wagtail has waited for fingers to
# rest already (live_preview.js), and until the draft is saved.
WAGTAIL_AUTO_UPDATE_PREVIEW_INTERVAL = 10
WAGTAIL_AUTOSAVE_INTERVAL = 850
WAGTAIL_HEADLESS_PREVIEW = {
    "CLIENT_URLS": {
        "default": PREVIEW_URL or "/preview/"
    },  # a note of our own, under whatever host the editor has open
    "SERVE_BASE_URL": None,
    # The note takes the place of the frame; another site's page stays in one.
    "REDIRECT_ON_PREVIEW": not PREVIEW_URL,
    "ENFORCE_TRAILING_SLASH": True,
}

# --- GraphQL -----------------------------------------------------------------------------------------------------------------------
GRAPPLE = {"APPS": [], "PAGE_INTERFACE": "graphql_api.schema.pages.PageInterface", "EXPOSE_GRAPHIQL": False}
GRAPHIQL_ENABLED = env.boolean("GRAPHIQL", False)
# Off where no tool needs it: it costs a tenth of a second, and the same is at /graphql/schema.graphql for nothing.
GRAPHQL_INTROSPECTION = env.boolean("GRAPHQL_INTROSPECTION", GRAPHIQL_ENABLED)
GRAPHQL_LIMITS = {
    name: env.integer(f"GRAPHQL_MAX_{name.upper()}", default, minimum=1)
    for name, default in {
        "body_bytes": 100_000,
        "characters": 40_000,
        "tokens": 1_500,
        "selections": 150,
        "depth": 16,
        "aliases": 30,
        "repeats": 1_000,
        "directives": 20,
        "fragments": 50,
        "definitions": 50,
        "variables": 1_000,
        "cost": 40_000,
    }.items()
}
GRAPHQL_TIME_BUDGET = env.integer("GRAPHQL_TIME_BUDGET", 5)  # seconds a request; 0: no limit
if 0 < GRAPHQL_TIME_BUDGET <= ELASTICSEARCH_TIMEOUT:
    raise env.SettingError(
        f"ELASTICSEARCH_TIMEOUT is {ELASTICSEARCH_TIMEOUT}. Set it below GRAPHQL_TIME_BUDGET, which is {GRAPHQL_TIME_BUDGET}."
    )
# Whole answers to anonymous queries are kept in the shared cache, at most so long; 0: none are. Without a shared cache none can be: every
# process must learn of a change at once.
GRAPHQL_ANSWERS_SECONDS = env.integer("GRAPHQL_ANSWERS_SECONDS", 300)
GRAPHQL_ANSWERS_URL = _cache_url
GRAPHQL_COMPRESSION = env.boolean("GRAPHQL_COMPRESSION", True)
GRAPHQL_AUTOMATIC_DOCUMENTS_TTL = env.integer("GRAPHQL_AUTOMATIC_DOCUMENTS_TTL", 86_400)  # seconds; 0: none are kept
GRAPHQL_ONLY_KNOWN_DOCUMENTS = env.boolean("GRAPHQL_ONLY_KNOWN_DOCUMENTS", False)
PREVIEW_TOKEN_MAX_AGE = 3600  # seconds

# --- The CDN: may keep what it can be told to drop, as cdn_worker tells it ------------------------------------------------------------
# Seconds that the CDN keeps an answer to an anonymous query, at most as long as we would; 0: it asks each time.
GRAPHQL_CDN_SECONDS = env.integer("GRAPHQL_CDN_SECONDS", 0)
CDN = checked_cdn(GRAPHQL_CDN_SECONDS, kept=bool(GRAPHQL_ANSWERS_URL and GRAPHQL_ANSWERS_SECONDS))
CDN_BACKENDS = cdn_backends(CDN)
if CDN:
    INSTALLED_APPS.append("wagtail.contrib.frontend_cache")
# What Wagtail wants purged goes to the outbox, as all else does.
WAGTAILFRONTENDCACHE = {"default": {"BACKEND": "cdn.backends.QueuedBackend"}} if CDN else {}

# --- Who may ask how often, and from which pages ------------------------------------------------------------------------------------
# Many clinicians of a hospital share one address. A request stands for 25 ms of one core (graphql_api.http.rates).
ADDRESS_RATE = "1200/minute"
RATE_LIMITS = {
    "address": env.rate("RATE_LIMIT_ADDRESS", ADDRESS_RATE),
    "member": env.rate("RATE_LIMIT_MEMBER", "1200/minute"),
    "key": env.rate("RATE_LIMIT_KEY", "6000/minute"),
}
TRUSTED_PROXIES = env.networks("TRUSTED_PROXIES")  # whose word of where a request comes from is taken
RATE_LIMIT_STORAGE = _cache_url or "memory://"
_origins = env.strings("CORS_ALLOWED_ORIGINS")
if _origins:
    # Before CommonMiddleware, which may answer by itself.
    MIDDLEWARE.insert(
        MIDDLEWARE.index("django.middleware.common.CommonMiddleware"), "corsheaders.middleware.CorsMiddleware"
    )
CORS_ALLOW_ALL_ORIGINS = _origins == ["*"]
CORS_ALLOWED_ORIGINS = [] if CORS_ALLOW_ALL_ORIGINS else env.origins("CORS_ALLOWED_ORIGINS")
CORS_ALLOW_CREDENTIALS = env.boolean("CORS_ALLOW_CREDENTIALS", False)
if CORS_ALLOW_ALL_ORIGINS and CORS_ALLOW_CREDENTIALS:
    raise env.SettingError("CORS_ALLOW_CREDENTIALS is true for any origin. Name the origins in CORS_ALLOWED_ORIGINS.")
CORS_URLS_REGEX = r"^/(graphql|images|media|documents)(/|$)"
CORS_ALLOW_METHODS = ["GET", "HEAD", "POST", "OPTIONS"]
CORS_ALLOW_HEADERS = [
    "accept", "authorization", "content-type", "if-none-match", "x-csrftoken", "x-page-access",
    "apollographql-client-name", "apollographql-client-version",  # what Apollo Client calls itself; read by nothing here
]  # fmt: skip
CORS_EXPOSE_HEADERS = ["etag", "retry-after", "ratelimit", "ratelimit-policy"]
CORS_PREFLIGHT_MAX_AGE = 86_400  # seconds

# --- Security ----------------------------------------------------------------------------------------------------------------------
SECURE_SSL_REDIRECT = env.boolean("SECURE_SSL_REDIRECT", True)
if env.boolean("BEHIND_TLS_PROXY", False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = env.integer("SECURE_HSTS_SECONDS", 31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.boolean("SECURE_HSTS_INCLUDE_SUBDOMAINS", True)
SECURE_HSTS_PRELOAD = env.boolean("SECURE_HSTS_PRELOAD", True)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
CSRF_FAILURE_VIEW = "cms.editors.signed_out.csrf_failure"
CONTENT_SECURITY_POLICY = {"DIRECTIVES": page_directives(PREVIEW_URL, SITE_URL)}
ADMIN_SECURITY_DIRECTIVES = admin_directives(PREVIEW_URL, SITE_URL)
X_FRAME_OPTIONS = "SAMEORIGIN"  # Wagtail shows previews in a frame of its own
SILENCED_SYSTEM_CHECKS = ["security.W019"]  # it asks for DENY, which would take editors their preview
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # long bodies have many fields
WEB_BODY_MB = env.integer("WEB_BODY_MB", 100, minimum=1)  # the largest body that the web server takes in

LOGGING = logging_config(env.choice("LOG_LEVEL", LEVELS, "INFO"), as_json=True)
