"""Settings of accounts: who signs in, how often they may try, and for how long it holds."""

from __future__ import annotations

from cms.settings import env

AUTH_USER_MODEL = "cms_users.User"
AUTHENTICATION_BACKENDS = ["access.backends.ThrottledBackend"]
# Wrong passwords by one name from one address in 15 minutes; five times as many by one name, and from one address.
GUESSES_ALLOWED = env.integer("GUESSES_ALLOWED", 10, minimum=1)
SESSION_ENGINE = "access.sessions"
STAFF_IDLE_MINUTES = env.integer("STAFF_IDLE_MINUTES", 60, minimum=5)  # after which a session of staff is over
REAUTHENTICATION_MINUTES = env.integer(
    "REAUTHENTICATION_MINUTES", 15, minimum=1
)  # that a password counts for what is dangerous
# Whoever may enter the admin signs in with a second factor, and is led to set one up. Others have one by choice.
STAFF_SECOND_FACTOR = env.boolean("STAFF_SECOND_FACTOR", True)
MFA_ADAPTER = "access.second_factor.Adapter"
MFA_TOTP_TOLERANCE = 1  # half minutes that the clock of a phone may be off
MEMBER_TOKEN_DAYS = env.integer("MEMBER_TOKEN_DAYS", 30, minimum=1)  # that an app stays signed in
# Beside the backups, not in them: who was erased, so that a backup that is put back is told.
ERASURES_FILE = env.text("ERASURES_FILE", "")
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "wagtailadmin_login"
LOGIN_REDIRECT_URL = "landing"
WAGTAIL_FRONTEND_LOGIN_URL = LOGIN_URL
