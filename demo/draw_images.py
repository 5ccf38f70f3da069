"""Draw the pictures of the demo library: `python -m demo.draw_images OUT_DIR`.

Every picture is drawn from code, so that the library carries no one else's photographs and any of them can be changed.
The same code and the same release of Pillow give the same bytes.
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from demo.drawing.canvas import Canvas
from demo.drawing.palette import OFF_WHITE
from demo.drawing.scenes import care, desk, food, home, outdoors, street, together

JPEG_QUALITY = 82
LARGEST_FILE_BYTES = 150_000

SCENES: dict[str, Callable[[Canvas], None]] = {
    "books-and-tea": home.books_and_tea,
    "bus-stop": street.bus_stop,
    "checklist-clipboard": desk.checklist_clipboard,
    "clinic-room": care.clinic_room,
    "coins-and-bills": home.coins_and_bills,
    "film-strip": desk.film_strip,
    "food-bank-shelves": food.food_bank_shelves,
    "growing-seedlings": food.growing_seedlings,
    "hands-together": together.hands_together,
    "kitchen-table": home.kitchen_table,
    "laptop-webinar": desk.laptop_webinar,
    "listening-circle": together.listening_circle,
    "map-of-uk": outdoors.map_of_uk,
    "open-door": street.open_door,
    "playground": outdoors.playground,
    "podcast-microphone": desk.podcast_microphone,
    "private-minutes": desk.private_minutes,
    "radiator-and-window": home.radiator_and_window,
    "rota-board": care.rota_board,
    "school-gate": street.school_gate,
    "speech-bubbles": together.speech_bubbles,
    "staff-room": care.staff_room,
    "sunrise-over-city": outdoors.sunrise_over_city,
    "terraced-houses": street.terraced_houses,
    "walking-path": outdoors.walking_path,
    "ward-at-night": care.ward_at_night,
}


def draw(name: str, folder: Path) -> Path:
    """Draw one picture into the folder and return its file; raises ValueError when the file is too large to serve."""
    canvas = Canvas(OFF_WHITE)
    SCENES[name](canvas)
    path = folder / f"{name}.jpg"
    canvas.finished().save(path, "JPEG", quality=JPEG_QUALITY, optimize=True, progressive=True)
    if path.stat().st_size > LARGEST_FILE_BYTES:
        raise ValueError(f"{path} has {path.stat().st_size} bytes; at most {LARGEST_FILE_BYTES} are wanted")
    return path


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="Draw the pictures of the demo library.")
    parser.add_argument("folder", type=Path, metavar="OUT_DIR", help="where to write the JPEG files")
    parser.add_argument("--only", choices=sorted(SCENES), help="draw this picture alone")
    options = parser.parse_args(arguments)
    options.folder.mkdir(parents=True, exist_ok=True)
    for name in [options.only] if options.only else sorted(SCENES):
        path = draw(name, options.folder)
        sys.stdout.write(f"{path}  {path.stat().st_size // 1000} kB\n")


if __name__ == "__main__":
    main()
