"""Updates of the editors' search index, held back and done in bulk.

Each save of a page asks for one, writing a page saves it several times, and each update on a database backend reads the length of every
title in the index (``_refresh_title_norms``): done one by one the time of an import would grow with the square of its pages.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django_tasks import DEFAULT_TASK_BACKEND_ALIAS, task_backends
from django_tasks.backends.base import BaseTaskBackend
from modelsearch.tasks import insert_or_update_object_task
from wagtail.search.backends import get_search_backends

logger = logging.getLogger(__name__)

BATCH = 500  # objects in memory at a time


class _Gathering(BaseTaskBackend):
    """Keeps the keys of the objects to index, and hands every other task on."""

    def __init__(self, behind: Any) -> None:
        super().__init__(DEFAULT_TASK_BACKEND_ALIAS, {})
        self.behind = behind
        self.keys: dict[tuple[str, str], set[int]] = {}

    def enqueue(self, task: Any, args: Any, kwargs: Any) -> Any:
        if task.module_path != insert_or_update_object_task.module_path:
            return self.behind.enqueue(task, args, kwargs)
        app_label, model_name, key = args
        self.keys.setdefault((app_label, model_name), set()).add(int(key))
        return None  # those who ask for an update do not wait for it


@contextmanager
def indexed_in_bulk() -> Iterator[None]:
    """Hold back this thread's updates of the search index, and do them at the end; not at all when an exception leaves the context."""
    before = task_backends[DEFAULT_TASK_BACKEND_ALIAS]
    gathering = _Gathering(before)
    task_backends[DEFAULT_TASK_BACKEND_ALIAS] = gathering
    try:
        yield
    finally:
        task_backends[DEFAULT_TASK_BACKEND_ALIAS] = before
    for (app_label, model_name), keys in gathering.keys.items():
        _index(apps.get_model(app_label, model_name), sorted(keys))


def _index(model: Any, keys: list[int]) -> None:
    for start in range(0, len(keys), BATCH):
        objects = list(model.get_indexed_objects().filter(pk__in=keys[start : start + BATCH]))
        for backend in get_search_backends(with_auto_update=True):
            try:
                backend.add_bulk(model, objects)
            except Exception:
                # As Wagtail itself does: an outside search engine that is down must not stop an editor.
                logger.exception("The search index of the admin could not be updated with %s objects", len(objects))
                if not backend.catch_indexing_errors:
                    raise
