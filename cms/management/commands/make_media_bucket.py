"""``manage.py make_media_bucket``"""

from __future__ import annotations

from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.storage import default_storage
from django.core.management.base import BaseCommand, CommandError
from storages.backends.s3 import S3Storage


class Command(BaseCommand):
    help = "Makes the private bucket that S3_BUCKET names, unless it is there. Other S3 settings say where."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        if not isinstance(default_storage, S3Storage):
            raise CommandError("S3_BUCKET is not set, so files are kept in a folder and need no bucket.", returncode=2)
        name = default_storage.bucket_name
        client = default_storage.connection.meta.client
        try:
            if name in {bucket["Name"] for bucket in client.list_buckets()["Buckets"]}:
                self.stdout.write(f"The bucket {name} is there.")
                return
            client.create_bucket(Bucket=name)
        except (BotoCoreError, ClientError) as error:
            # boto's message names the operation and the endpoint, never a key.
            raise CommandError(f"The bucket {name} cannot be made: {error}", returncode=2) from error
        self.stdout.write(f"Made the bucket {name}.")
