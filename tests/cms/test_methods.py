"""Nothing of the admin is done by a method that no page of it sends: Django's DELETE asks nobody and tells no log."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.resolvers import ResolverMatch
from wagtail.users.models import UserProfile

from cms.editors.methods import OF_SCRIPTS
from content_types.taxonomy.factories import TopicFactory
from tests.support.tree import Tree

NOT_OF_FORMS = ("PUT", "PATCH", "DELETE", "TRACE", "PROPFIND")


def views(patterns: Any, prefix: str = "") -> Iterator[URLPattern]:
    """Every address of the admin but the form for a new password, which is Django's and changes nothing by PUT."""
    for one in patterns:
        path = f"{prefix}{one.pattern}"
        if isinstance(one, URLResolver):
            yield from views(one.url_patterns, path)
        elif isinstance(one, URLPattern) and path.startswith("admin/") and path != "admin/password_reset/":
            yield one


def test_deleting_by_method_is_refused(administrator: Client) -> None:
    account = get_user_model().objects.create_user("other", "other@example.org", "kept-secret-2")
    group = Group.objects.create(name="Others")
    topic = TopicFactory()
    for address in (
        reverse("wagtailusers_users:delete", args=[account.pk]),
        reverse("wagtailusers_groups:delete", args=[group.pk]),
        reverse("wagtailsnippets_taxonomy_topic:delete", args=[topic.pk]),
    ):
        assert administrator.delete(address).status_code == 405
    for one in (account, group, topic):
        one.refresh_from_db()


def test_no_view_of_the_admin_takes_a_method_that_no_page_sends(rf: RequestFactory) -> None:
    taken = set()
    for one in views(get_resolver().url_patterns):
        for method in NOT_OF_FORMS:
            request = rf.generic(method, "/")
            request.resolver_match = ResolverMatch(one.callback, (), {}, one.name)
            try:
                refused = one.callback(request).status_code == 405
            except Exception:
                refused = False
            if not refused:
                taken.add((one.name, method))
    assert taken == {(name, method) for name, methods in OF_SCRIPTS.items() for method in methods}


def test_what_was_closed_is_told_as_an_object(volunteer: Client) -> None:
    address = reverse("wagtailadmin_dismissibles")
    for body in (b"[]", b"1", b'"x"', b"\xff", b"{"):
        assert volunteer.patch(address, body, content_type="application/json").status_code == 400
    assert volunteer.patch(address, b'{"a": true}', content_type="application/json").json() == {"a": True}


def test_what_pages_do_send_is_taken(volunteer: Client, tree: Tree) -> None:
    answer = volunteer.patch(reverse("wagtailadmin_dismissibles"), {"seen": True}, content_type="application/json")
    assert answer.status_code == 200
    assert UserProfile.objects.get(user__username="volunteer").dismissibles == {"seen": True}
    preview = reverse("wagtailadmin_pages:preview_on_edit", args=[tree.knowledge.pk])
    assert volunteer.delete(preview).status_code == 200


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "POST"])
def test_forms_are_taken(administrator: Client, method: str) -> None:
    assert administrator.generic(method, reverse("wagtailusers_users:add")).status_code in {200, 403}


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/admin/api/main/pages/?search=%00", 400),
        ("/admin/tag-autocomplete/?term=%00", 400),
        ("/admin/pages/search/?q=a%00", 400),
        ("/admin/snippets/choose/taxonomy/topic/chosen/x/", 404),
        ("/admin/images/chooser/chosen/9999999999999999999/", 404),
        ("/admin/images/chooser/chosen-multiple/?id=x", 400),
        ("/admin/choose-page/chosen-multiple/?id=1&id=x", 400),
        ("/admin/bulk/wagtailcore/page/delete/?id=x", 400),
        ("/admin/bulk/wagtailcore/page/delete/?id=all", 200),
        ("/admin/bulk/cms_users/user/delete/?id=-1", 400),
    ],
)
def test_what_no_page_asks_is_no_error_of_ours(administrator: Client, address: str, status: int) -> None:
    assert administrator.get(address).status_code == status


@pytest.mark.parametrize(
    ("address", "sent", "status"),
    [
        ("/admin/snippets/choose/taxonomy/topic/create/", {"name": "x"}, 403),
        ("/admin/choose-external-link/", {"url": "x"}, 200),
        ("/admin/redirects/import/process/", {}, 400),
        ("/admin/redirects/import/process/", {"import_file_name": "/etc/passwd", "input_format": "0:x"}, 400),
    ],
)
def test_what_no_form_sends_is_no_error_of_ours(
    administrator: Client, address: str, sent: dict[str, str], status: int
) -> None:
    answer = administrator.post(address, sent, headers={"X-Requested-With": "XMLHttpRequest"})
    assert answer.status_code == status
