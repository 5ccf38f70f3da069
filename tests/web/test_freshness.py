"""How soon the site says what the library says, and what it says when the library is away."""

from __future__ import annotations

from datetime import date

from wagtail.models import PageViewRestriction

from content_types.knowledge.models import KnowledgeArticlePage
from tests.web.site import Line, Site

# Seconds: it looks at what changed every five, and without that a page stays as it is for 45.
ONCE_LOOKED = 35


def an_article() -> KnowledgeArticlePage:
    found = KnowledgeArticlePage.objects.live().filter(locale__language_code="en-gb").order_by("pk").first()
    assert found is not None
    return found


def test_what_is_published_taken_down_or_made_private_is_so_at_the_site(site: Site) -> None:
    article = an_article()
    path = f"/knowledge/{article.slug}/"
    assert article.title in site.get(path).text
    assert "Not reviewed lately" not in site.get(path).text
    article.title = "Written anew this minute"
    article.last_reviewed, article.review_due = date(2020, 1, 1), date(2022, 1, 1)
    article.save_revision().publish()
    site.becomes(path, "Written anew this minute", ONCE_LOOKED)
    assert "This was to be looked at again by 1 January 2022." in site.get(path).text
    PageViewRestriction.objects.create(page=article, restriction_type="login")
    site.becomes(path, "There is no page at this address", ONCE_LOOKED)
    assert "Written anew this minute" not in site.get("/knowledge/?order=NEWEST").text
    assert "Written anew this minute" not in site.get("/search/?q=written+anew+this+minute").text


def test_while_the_library_is_away_what_was_kept_goes_on_with_a_notice(site: Site, line: Line) -> None:
    article = an_article()
    kept = f"/knowledge/{article.slug}/"
    assert site.get(kept).status == 200
    line.cut()
    new = site.get("/wellbeing/")  # which waits for half a minute at most: nothing hangs
    assert new.status == 503
    assert "116 123" in new.text, "help now is there all the same"
    assert new.headers["retry-after"] == "10"
    assert article.title in site.get(kept).text
    line.mend()
    site.becomes("/wellbeing/", "<h1>Wellbeing", ONCE_LOOKED)
