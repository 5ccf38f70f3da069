"""Tests with real transactions empty the tables; those after them must not notice."""

from __future__ import annotations

import pytest
from wagtail.models import Locale, Page, Site


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("time", ["first", "again"])
def test_the_ground_is_laid_again(time: str) -> None:
    assert Locale.objects.get().language_code == "en-gb"
    assert Page.objects.get(depth=1).numchild == 1
    assert Site.objects.get().root_page.depth == 2


@pytest.mark.django_db
def test_and_for_those_without() -> None:
    assert Site.objects.get().root_page.depth == 2
