"""Signatures as Standard Webhooks defines them, checked by hand and by its own library;
secrets that only this installation can read."""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import UTC, datetime
from typing import Any

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from webhooks.signing import Secret, SecretUnreadable, signed_headers


def test_a_secret_has_the_form_of_the_specification() -> None:
    text = Secret.new().reveal()
    assert text.startswith("whsec_")
    assert 24 <= len(base64.b64decode(text.removeprefix("whsec_"), validate=True)) <= 64
    assert Secret.new().reveal() != text


def test_the_signature_is_that_of_the_specification() -> None:
    secret = Secret.new()
    at = datetime(2026, 5, 1, 12, 0, 0, 999_000, tzinfo=UTC)
    headers = signed_headers("msg_1", at, '{"a":"ä"}', [secret])
    key = base64.b64decode(secret.reveal().removeprefix("whsec_"))
    signed = f'msg_1.{int(at.timestamp())}.{{"a":"ä"}}'.encode()
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert headers == {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": f"v1,{expected}",
    }


def test_the_example_of_the_specification() -> None:
    # https://github.com/standard-webhooks/standard-webhooks, the vector of its libraries' tests
    secret = Secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    at = datetime.fromtimestamp(1614265330, tz=UTC)
    headers = signed_headers("msg_p5jXN8AQM9LWM0D4loKWxJek", at, '{"test": 2432232314}', [secret])
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_both_secrets_sign_while_one_replaces_the_other() -> None:
    new, old = Secret.new(), Secret.new()
    headers = signed_headers("msg_1", datetime.now(UTC), "{}", [new, old])
    for secret in (new, old):
        Webhook(secret.reveal()).verify("{}", headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(Secret.new().reveal()).verify("{}", headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(new.reveal()).verify("{ }", headers)


def test_a_stored_secret_shows_nothing_and_needs_the_secret_key(settings: Any) -> None:
    secret = Secret.new()
    stored = secret.encrypted()
    assert secret.reveal().removeprefix("whsec_") not in stored
    assert secret.reveal() not in repr(secret)
    assert Secret.decrypt(stored).reveal() == secret.reveal()
    old, settings.SECRET_KEY = settings.SECRET_KEY, "another-" * 10
    with pytest.raises(SecretUnreadable):
        Secret.decrypt(stored)
    settings.SECRET_KEY_FALLBACKS = [old]
    assert Secret.decrypt(stored).reveal() == secret.reveal()
