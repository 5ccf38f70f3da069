"""What it costs to make sizes of large pictures: `python -m tests.benchmarks.picture_sizes`.

Each picture is a process of its own, which makes one size, then all that the API has, and tells its highest resident
memory beyond what it began with, and its seconds of CPU.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.support.pictures import bomb, from_phone, saved, scene

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.test")

WIDE, HIGH = 8_160, 6_120  # 49.9 million pixels: the largest that are taken
PICTURES: dict[str, tuple[str, Callable[[], bytes]]] = {
    "PNG, 1 bit, 120 million pixels": ("bomb.png", bomb),
    "PNG, 1 bit, 50 million": ("one-bit.png", lambda: bomb(8_160, 6_120)),
    "PNG, RGBA, 50 million": ("rgba.png", lambda: saved(scene(WIDE, HIGH).convert("RGBA"), "PNG", compress_level=1)),
    "JPEG of a phone, turned, 50 million": ("photo.jpg", lambda: from_phone("JPEG", 6, WIDE, HIGH)),
    "JPEG of a phone, turned, 12 million": ("usual.jpg", lambda: from_phone("JPEG", 6, 4_032, 3_024)),
}


def memory() -> float:
    """The highest resident memory since it was last asked for, in MB."""
    lines = Path("/proc/self/status").read_text().splitlines()
    Path("/proc/self/clear_refs").write_text("5")  # begins anew; `getrusage` would count what the parent had
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


def measure(path: Path) -> dict[str, Any]:
    """Upload and make all sizes of a picture in this process."""
    import django

    django.setup()
    from django.conf import settings
    from django.core.files.base import ContentFile
    from wagtail.images import get_image_model
    from wagtail.images.models import Filter

    from content_types.core.images import IMAGE_FORMATS, IMAGE_SIZES, filter_spec

    settings.MEDIA_ROOT = str(path.parent)
    memory()
    found: dict[str, Any] = {"base": memory()}
    picture = get_image_model()(pk=1, title="x", collection_id=1, width=0, height=0)
    start = time.process_time()
    try:
        picture.file.save(path.name, ContentFile(path.read_bytes()), save=False)
    except Exception as error:
        return {**found, "refused": type(error).__name__, "upload": memory(), "upload_s": time.process_time() - start}
    found |= {"upload": memory(), "upload_s": time.process_time() - start}
    start = time.process_time()
    picture.generate_rendition_file(Filter(filter_spec("medium", "jpeg")))
    found |= {"one": memory(), "one_s": time.process_time() - start}
    start = time.process_time()
    for size in IMAGE_SIZES:
        for image_format in IMAGE_FORMATS:
            picture.generate_rendition_file(Filter(filter_spec(size, image_format)))
    return {**found, "all": memory(), "all_s": time.process_time() - start}


def main() -> None:
    if len(sys.argv) > 1:
        print(json.dumps(measure(Path(sys.argv[1]))))
        return
    print("| picture | file, KB | upload, MB | s | one size, MB | s | 24 sizes, MB | s |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    for what, (name, make) in PICTURES.items():
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / name
            path.write_bytes(make())
            command = [sys.executable, "-W", "ignore", "-m", "tests.benchmarks.picture_sizes", str(path)]
            told = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
            cells = [f"{told['upload'] - told['base']:.0f}", f"{told['upload_s']:.1f}"]
            if "refused" in told:
                cells.append("refused")
            else:
                cells += [f"{told['one'] - told['base']:.0f}", f"{told['one_s']:.1f}"]
                cells += [f"{told['all'] - told['base']:.0f}", f"{told['all_s']:.1f}"]
            print(f"| {what} | {path.stat().st_size // 1024} | {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main()
