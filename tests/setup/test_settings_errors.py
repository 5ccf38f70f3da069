"""A setting that is missing or malformed ends every program with one line that names it and the remedy."""

from __future__ import annotations

import runpy
import sys

import pytest

from cms.settings.env import SettingError
from tests.setup.processes import GUNICORN, MANAGE, assert_one_clear_line, run, set_environment

CORS = "corsheaders.middleware.CorsMiddleware"
CASES = {
    "no secret key": ({"SECRET_KEY": None}, ["SECRET_KEY is not set", "50 random characters"]),
    "short secret key": ({"SECRET_KEY": "short"}, ["SECRET_KEY is too short", "50 random characters"]),
    "no site address": ({"SITE_URL": None}, ["SITE_URL is not set", "https://"]),
    "malformed site address": ({"SITE_URL": "library.example.org"}, ["SITE_URL is not a usable address", "https://"]),
    "site address with a path": ({"SITE_URL": "https://a.example/cms"}, ["SITE_URL has more than a host", "https://"]),
    "malformed frontend": (
        {"FRONTEND_URL": "www.example.org"},
        ["FRONTEND_URL is not a usable address", "https://www"],
    ),
    "frontend with a query": ({"FRONTEND_URL": "https://a.example/?x=1"}, ["FRONTEND_URL has more", "https://www"]),
    "prefix that is no path": ({"SCRIPT_NAME": "cms"}, ["SCRIPT_NAME is 'cms'", "such as /cms"]),
    "path of no term": ({"TERM_PATHS": "colours=/c/{slug}/"}, ["TERM_PATHS holds 'colours", "topics, professions"]),
    "path without a slug": ({"TERM_PATHS": "topics=/subjects/"}, ["TERM_PATHS holds 'topics=", "/topics/{slug}/"]),
    "path of two terms": ({"TERM_PATHS": "topics=/people/{slug}/"}, ["TERM_PATHS gives two kinds the same path"]),
    "no database": ({"DATABASE_URL": None}, ["DATABASE_URL is not set", "postgres://"]),
    "unknown kind of database": ({"DATABASE_URL": "oracle://a:hidden@b/c"}, ["DATABASE_URL", "postgres://"]),
    "database port": ({"DATABASE_URL": "postgres://u:hidden@h:port/n"}, ["DATABASE_URL", "postgres://"]),
    "database without a name": ({"DATABASE_URL": "postgres://u:hidden@h:5432"}, ["DATABASE_URL names no database"]),
    "malformed search": ({"ELASTICSEARCH_URL": "search:9200"}, ["ELASTICSEARCH_URL is not a usable", "https://user"]),
    "malformed search port": ({"ELASTICSEARCH_URL": "http://x:99999"}, ["ELASTICSEARCH_URL is not a usable"]),
    "malformed cache": ({"CACHE_URL": "http://cache:6379"}, ["CACHE_URL is not a usable", "redis://"]),
    "number": ({"ELASTICSEARCH_TIMEOUT": "soon"}, ["ELASTICSEARCH_TIMEOUT is 'soon'", "whole number from 1"]),
    "switch": ({"BEHIND_TLS_PROXY": "perhaps"}, ["BEHIND_TLS_PROXY is 'perhaps'", "true or false"]),
    "log level": ({"LOG_LEVEL": "loud"}, ["LOG_LEVEL is 'LOUD'", "INFO"]),
    "media store without a key": ({"S3_BUCKET": "media"}, ["S3_ACCESS_KEY is not set"]),
    "search slower than a request": (
        {"ELASTICSEARCH_TIMEOUT": "5"},
        ["ELASTICSEARCH_TIMEOUT is 5", "below GRAPHQL_TIME_BUDGET"],
    ),
    "limit of nothing": ({"GRAPHQL_MAX_DEPTH": "0"}, ["GRAPHQL_MAX_DEPTH is '0'", "whole number from 1"]),
    "rate": ({"RATE_LIMIT_ADDRESS": "many"}, ["RATE_LIMIT_ADDRESS is 'many'", "1200/minute", "off"]),
    "proxies": ({"TRUSTED_PROXIES": "10.0.0.0/8,proxy"}, ["TRUSTED_PROXIES holds 'proxy'", "10.0.0.0/8"]),
    "origin with a path": (
        {"CORS_ALLOWED_ORIGINS": "https://a.example/x"},
        ["CORS_ALLOWED_ORIGINS holds", "without a path"],
    ),
    "cookies for any origin": (
        {"CORS_ALLOWED_ORIGINS": "*", "CORS_ALLOW_CREDENTIALS": "true"},
        ["CORS_ALLOW_CREDENTIALS is true for any origin"],
    ),
    "unknown CDN": ({"CDN": "akamai"}, ["CDN is 'AKAMAI'", "VARNISH", "FASTLY", "CLOUDFLARE"]),
    "answers at no CDN": ({"GRAPHQL_CDN_SECONDS": "60"}, ["GRAPHQL_CDN_SECONDS is 60 and CDN is not set", "varnish"]),
    "answers at the CDN alone": (
        {"GRAPHQL_CDN_SECONDS": "60", "CDN": "varnish", "CDN_URL": "http://varnish:6081"},
        ["GRAPHQL_CDN_SECONDS is 60 and no answer is kept here", "CACHE_URL"],
    ),
    "no Varnish": ({"CDN": "varnish"}, ["CDN_URL is not set", "http://varnish:6081"]),
    "malformed Varnish": (
        {"CDN": "varnish", "CDN_URL": "http://varnish:6081,varnish-2"},
        ["CDN_URL holds what is not a usable address", "http://varnish:6081"],
    ),
    "no service": ({"CDN": "fastly"}, ["CDN_SERVICE is not set", "Fastly service", "Cloudflare zone"]),
    "malformed service": ({"CDN": "fastly", "CDN_SERVICE": "../x"}, ["CDN_SERVICE is not an id"]),
    "no token": ({"CDN": "cloudflare", "CDN_SERVICE": "023e"}, ["CDN_TOKEN is not set", "may purge"]),
    "malformed mail server": ({"EMAIL_URL": "mail.example.org"}, ["EMAIL_URL is not a usable", "smtp+tls://"]),
}


@pytest.fixture(autouse=True)
def anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have what the settings take from another module read anew, too."""
    monkeypatch.delitem(sys.modules, "cms.settings.mail", raising=False)


@pytest.mark.parametrize(("changes", "words"), CASES.values(), ids=CASES.keys())
def test_the_setting_and_the_remedy_are_named(
    changes: dict[str, str | None], words: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    set_environment(monkeypatch, **changes)
    with pytest.raises(SettingError) as refused:
        runpy.run_module("cms.settings.production")
    message = str(refused.value)
    for word in words:
        assert word in message
    assert "\n" not in message
    assert "hidden" not in message  # a password in an address that cannot be used


def test_the_settings_of_these_tests_are_otherwise_right(monkeypatch: pytest.MonkeyPatch) -> None:
    set_environment(monkeypatch)
    settings = runpy.run_module("cms.settings.production")
    assert settings["ALLOWED_HOSTS"] == ["library.example.org"]
    assert settings["DEBUG"] is False


def test_what_holds_for_the_api_where_the_environment_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    set_environment(monkeypatch)
    settings = runpy.run_module("cms.settings.production")
    assert settings["GRAPHQL_INTROSPECTION"] is False
    assert settings["GRAPHQL_ONLY_KNOWN_DOCUMENTS"] is False
    assert settings["RATE_LIMITS"] == {"address": "1200/minute", "member": "1200/minute", "key": "6000/minute"}
    assert settings["RATE_LIMIT_STORAGE"] == "memory://"
    assert settings["TRUSTED_PROXIES"] == []
    assert CORS not in settings["MIDDLEWARE"]


def test_what_the_api_takes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    set_environment(
        monkeypatch, CORS_ALLOWED_ORIGINS="https://a.example,http://localhost:3000", GRAPHIQL="true",
        RATE_LIMIT_MEMBER="off", TRUSTED_PROXIES="10.0.0.0/8", GRAPHQL_MAX_TOKENS="7", CACHE_URL="redis://cache:6379/0",
    )  # fmt: skip
    settings = runpy.run_module("cms.settings.production")
    assert settings["GRAPHQL_INTROSPECTION"] is True
    assert settings["RATE_LIMITS"]["member"] == ""
    assert settings["RATE_LIMIT_STORAGE"] == "redis://cache:6379/0"
    assert settings["TRUSTED_PROXIES"] == ["10.0.0.0/8"]
    assert settings["GRAPHQL_LIMITS"]["tokens"] == 7
    assert settings["CORS_ALLOWED_ORIGINS"] == ["https://a.example", "http://localhost:3000"]
    order = settings["MIDDLEWARE"]
    assert order.index(CORS) < order.index("django.middleware.common.CommonMiddleware")


@pytest.mark.parametrize("program", [GUNICORN, (*MANAGE, "search_worker"), (*MANAGE, "check")], ids=" ".join)
def test_every_program_says_it_in_one_line(program: tuple[str, ...]) -> None:
    assert_one_clear_line(run(*program, SECRET_KEY=None), "SECRET_KEY is not set")


def test_the_web_server_has_settings_of_its_own() -> None:
    assert_one_clear_line(run(*GUNICORN, PORT="0x1"), "PORT is '0x1'", "whole number from 1")
