"""Settings of mail: how it goes out, and how answers come in."""

from __future__ import annotations

from urllib.parse import urlsplit

from cms.settings import env

_server = env.mail_server()
# Mail is queued, and mail_worker sends it by MAIL_BACKEND. Without a mail server nothing is kept or sent, and nobody is offered a reset
# that would never arrive.
MAIL_BACKEND = f"django.core.mail.backends.{'smtp' if _server.host else 'dummy'}.EmailBackend"
EMAIL_BACKEND = "mailing.backend.QueueBackend" if _server.host else MAIL_BACKEND
MAIL_LOG_DAYS = env.integer("MAIL_LOG_DAYS", 30, minimum=1)  # what is known of mails that ended longer ago is deleted
MAIL_TEXT_KEPT = False  # the demo alone keeps the text of what was sent: links in mails are keys
WAGTAIL_PASSWORD_RESET_ENABLED = bool(_server.host)
EMAIL_HOST, EMAIL_PORT = _server.host, _server.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _server.user, _server.password
EMAIL_USE_TLS, EMAIL_USE_SSL = _server.starttls, _server.tls
EMAIL_TIMEOUT = 10  # seconds
_host = urlsplit(env.address("SITE_URL", "https://library.example.org", with_path=False)).hostname
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.text("DEFAULT_FROM_EMAIL", f"library@{_host}")

# After the end of a review, the days for which it is kept which colleagues were invited to it by mail; 0 keeps them.
REVIEW_INVITATION_DAYS = env.integer("REVIEW_INVITATION_DAYS", 365)
# Answers by mail to a review arrive below this domain, as review+…@; empty: mails ask for none.
REVIEW_MAIL_DOMAIN = env.text("REVIEW_MAIL_DOMAIN", "")
# How they come in: from a folder that a mail server fills, or from a mail service that sends the token along.
REVIEW_MAILDIR, REVIEW_MAIL_TOKEN = env.text("REVIEW_MAILDIR", ""), env.token("REVIEW_MAIL_TOKEN")
# Mail between members arrives below this domain, as member+…@, by the same ways; empty: members write to each other at the site alone.
MAIL_RELAY_DOMAIN = env.text("MAIL_RELAY_DOMAIN", "")
