"""Fills the plain site: ``python -m tests.benchmarks.plain_grapple.fill 1000``."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta


def main() -> None:
    """Make the tables and write that many articles."""
    import django

    django.setup()
    from django.core.management import call_command
    from wagtail.models import Page

    from tests.benchmarks import bulk_articles
    from tests.benchmarks.plain_grapple.models import PlainArticle, PlainAuthor, PlainTopic

    call_command("migrate", verbosity=0)
    home = Page.objects.get(depth=2)
    topics = [PlainTopic.objects.create(name=name) for name in bulk_articles.TOPICS]
    authors = [PlainAuthor.objects.create(name=name) for name in bulk_articles.PEOPLE]
    number = int(sys.argv[1])
    began = datetime.now(UTC) - timedelta(minutes=number)
    for nth, (title, body) in enumerate(bulk_articles.texts(number), 1):
        labels = bulk_articles.labels(nth)
        page = PlainArticle(
            title=title, slug=f"article-{nth}", intro=body[:150], body=f"<p>{body}</p>",
            first_published_at=began + timedelta(minutes=nth),
        )  # fmt: skip
        page.tags.add(*(bulk_articles.TAGS[one] for one in labels.tags))
        page.topics.set([topics[one] for one in labels.topics])
        page.authors.set([authors[labels.person]])
        home.add_child(instance=page)


if __name__ == "__main__":
    main()
