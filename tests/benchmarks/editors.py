"""What the editors' first screens cost with a large library: CPU milliseconds and SQL statements a request.

    python -m tests.services run --only postgres -- python -m tests.benchmarks.editors

Writes 10,000 pages, 2,000 of them in review (`--pages`, `--tasks`), into the database, and asks each screen as a
reviewer in this process. Each figure is the median of seven turns after a first one.
The CPU of the database is not counted.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time
from datetime import timedelta
from typing import Any

TURNS = 7
SCREENS = (
    "/admin/",
    "/admin/reports/workflow_tasks/",
    "/admin/reports/workflow/",
    "/admin/reports/review-due/",
    "/admin/reports/writing-checks/",
    "/admin/reports/site-history/",
    "/admin/reports/aging-pages/",
    "/admin/reports/answers-by-mail/",
)


def put_into_review(number: int, author: Any) -> int:
    """Put that many articles into review, straight into the tables; gives the key of one."""
    from django.contrib.contenttypes.models import ContentType
    from django.db import connection
    from django.utils import timezone
    from wagtail.models import Page, Revision, TaskState, WorkflowState

    from content_types.knowledge.models import KnowledgeArticlePage
    from review.models import PeerReviewState, PeerReviewTask

    task = PeerReviewTask.objects.get()
    workflow = task.workflows.get()
    base, kind = ContentType.objects.get_for_model(Page), ContentType.objects.get_for_model(KnowledgeArticlePage)
    pages = list(KnowledgeArticlePage.objects.order_by("pk")[:number])
    content = pages[0].serializable_data()
    revisions = Revision.objects.bulk_create(
        Revision(
            base_content_type=base,
            content_type=kind,
            object_id=str(one.pk),
            created_at=timezone.now(),
            user=author,
            content={**content, "pk": one.pk, "title": one.title},
            object_str=one.title,
        )
        for one in pages
    )
    for page, revision in zip(pages, revisions, strict=True):
        page.latest_revision, page.owner = revision, author
    Page.objects.bulk_update(pages, ["latest_revision", "owner"], batch_size=500)
    reviews = WorkflowState.objects.bulk_create(
        WorkflowState(
            base_content_type=base, content_type=kind, object_id=str(one.pk), workflow=workflow, requested_by=author
        )
        for one in pages
    )
    of_state = ContentType.objects.get_for_model(PeerReviewState)
    states = TaskState.objects.bulk_create(
        TaskState(workflow_state=review, revision=revision, task=task.task_ptr, content_type=of_state)
        for review, revision in zip(reviews, revisions, strict=True)
    )
    due = timezone.now() + timedelta(days=14)
    with connection.cursor() as cursor:
        columns = "taskstate_ptr_id, due_at, reminded_at, enough_at"
        rows = [(one.pk, due + timedelta(minutes=nth)) for nth, one in enumerate(states)]
        cursor.executemany(f"INSERT INTO review_peerreviewstate ({columns}) VALUES (%s, %s, NULL, NULL)", rows)
        for review, state in zip(reviews, states, strict=True):
            review.current_task_state = state
        WorkflowState.objects.bulk_update(reviews, ["current_task_state"], batch_size=500)
        cursor.execute("ANALYZE")
    return int(pages[0].pk)


def main() -> None:
    """Fill the database, ask, and print a table."""
    parser = argparse.ArgumentParser(description="Measure the editors' screens.")
    parser.add_argument("--pages", type=int, default=10_000)
    parser.add_argument("--tasks", type=int, default=2_000)
    arguments = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "cms.settings.test"
    import django

    django.setup()
    from django.contrib.auth import get_user_model
    from django.contrib.auth.models import Group
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from cms.editors.roles import REVIEWERS, set_up_roles
    from tests.benchmarks import bulk_articles

    call_command("migrate", verbosity=0)
    bulk_articles.write(arguments.pages)
    set_up_roles()
    accounts = get_user_model()._default_manager
    author, reviewer = (accounts.create_user(name, f"{name}@example.org", "x") for name in ("author", "reviewer"))
    reviewer.groups.add(Group.objects.get(name=REVIEWERS))
    page = put_into_review(arguments.tasks, author)
    client = Client()
    client.force_login(reviewer)
    sys.stdout.write(f"{'screen':40} {'CPU ms':>8} {'SQL':>5}\n")
    for path in (*SCREENS, f"/admin/pages/{page}/review/"):
        client.get(path)
        times = []
        for _ in range(TURNS):
            began = time.process_time()
            answer = client.get(path)
            times.append((time.process_time() - began) * 1000)
        with CaptureQueriesContext(connection) as statements:
            client.get(path)
        if answer.status_code != 200:
            raise SystemExit(f"{path} is answered with {answer.status_code}.")
        sys.stdout.write(f"{path:40} {statistics.median(times):8.0f} {len(statements):5}\n")


if __name__ == "__main__":
    main()
