"""What is kept of a request: one context, which costs nothing until somebody asks it."""

from __future__ import annotations

import gc
import weakref
from functools import partial

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils.functional import SimpleLazyObject

from delivery.context import ReadContext
from delivery.credentials import Credentials


def test_a_request_has_one_context() -> None:
    request, other = RequestFactory().get("/"), RequestFactory().get("/")
    assert ReadContext.of(request) is ReadContext.of(request)
    assert ReadContext.of(request) is not ReadContext.of(other)


@pytest.mark.django_db
def test_it_reads_nothing_until_the_viewer_is_asked_for() -> None:
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    with CaptureQueriesContext(connection) as captured:
        context = ReadContext.of(request)
        assert not context.has_read
        assert not context.tells_secrets
    assert len(captured) == 0
    assert context.viewer.is_anonymous
    assert context.has_read


def test_keys_that_are_looked_at_after_it_was_made_count() -> None:
    context = ReadContext.of(RequestFactory().get("/"))
    context.credentials = Credentials(holder="client:1", reads_login_restricted=True)
    assert not context.viewer.is_anonymous
    assert context.viewer.reads_login_restricted


def test_what_everybody_sees_is_asked_for_without_the_sender() -> None:
    request = RequestFactory().get("/")
    ReadContext.of(request).credentials = Credentials(holder="client:1")
    assert ReadContext.for_everybody(request).viewer.is_anonymous
    assert not ReadContext.of(request).viewer.is_anonymous


def test_drafts_and_new_keys_are_secrets() -> None:
    context = ReadContext.of(RequestFactory().get("/"))
    context.viewer.reads_draft = True
    assert context.tells_secrets
    context = ReadContext.of(RequestFactory().get("/"))
    context.tells_a_key = True
    assert context.tells_secrets


def test_it_ends_with_its_request() -> None:
    request = RequestFactory().get("/")
    request.user = SimpleLazyObject(partial(ReadContext.of, request))  # holds the request, as Django's does
    gone = weakref.ref(ReadContext.of(request))
    del request
    gc.collect()
    assert gone() is None
