from __future__ import annotations

from typing import ClassVar

from django.db import migrations
from django.db.migrations.operations.base import Operation


class Migration(migrations.Migration):
    """The model has another name; its table stays, so that the version before this one runs on."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("changes", "0001_initial")]

    operations: ClassVar[list[Operation]] = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RenameModel("PageTouch", "DirtyMarker"),
                migrations.AlterModelTable("DirtyMarker", "changes_pagetouch"),
            ]
        )
    ]
