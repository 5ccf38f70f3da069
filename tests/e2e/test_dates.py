"""Days and times in the admin's forms, in a real browser: nothing that was typed becomes another day."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse

from cms.editors.roles import ADMINISTRATORS
from tests.e2e.admin import Admin
from tests.support.tree import Tree

pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 390, "height": 844, "deviceScaleFactor": 1, "mobile": True}
PLACE = """const all = [...document.querySelectorAll(".xdsoft_datetimepicker")];
const calendar = all.find((one) => one.checkVisibility());
const place = calendar?.getBoundingClientRect(); return place && [place.left, place.right]"""


def test_a_day_is_read_as_it_is_written_here_or_left_alone(
    signed_in: Callable[[str], Admin], tree: Tree, subtests: pytest.Subtests
) -> None:
    admin = signed_in(ADMINISTRATORS)
    admin.go(reverse("wagtailadmin_pages:add", args=["events", "eventpage", tree.events.pk]))
    for typed, kept in (
        ("14/1/2027 18:00", "2027-01-14 18:00"),
        ("14 January 2027 at 9.30", "2027-01-14 09:30"),
        ("2027-01-14 18:00", "2027-01-14 18:00"),
        ("31/2/2027 18:00", "31/2/2027 18:00"),  # no such day: the form says so
        ("some evening", "some evening"),
    ):
        with subtests.test(typed=typed):
            admin.type("#id_start", typed)
            admin.click("#id_summary")
            assert admin.find("#id_start").get_attribute("value") == kept


def test_a_calendar_fits_on_a_phone(signed_in: Callable[[str], Admin], tree: Tree) -> None:
    admin = signed_in(ADMINISTRATORS)
    admin.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", PHONE)
    admin.go(reverse("wagtailadmin_pages:add", args=["events", "eventpage", tree.events.pk]))
    admin.click("#id_start")
    left, right = admin.until(lambda: admin.driver.execute_script(PLACE))
    assert left >= 0
    assert right <= PHONE["width"]
