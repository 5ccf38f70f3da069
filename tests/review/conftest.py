"""A page in review."""

from __future__ import annotations

import pytest

from tests.review.people import InReview, in_review
from tests.support.tree import Tree


@pytest.fixture
def review(tree: Tree) -> InReview:
    return in_review(tree)
