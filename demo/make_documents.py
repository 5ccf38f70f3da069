"""Make the documents of the demo library: `python -m demo.make_documents OUT_DIR`.

Each is a real sheet of paper that a clinician could print and use. Needs fpdf2, a development dependency. The same code
gives the same bytes.
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from demo.papers import for_families, for_teams
from demo.papers.sheet import Sheet

DOCUMENTS: dict[str, Callable[[], Sheet]] = {
    "business-case-template": for_families.business_case_template,
    "civility-poster": for_teams.civility_poster,
    "debrief-sheet": for_teams.debrief_sheet,
    "food-voucher-checklist": for_families.food_voucher_checklist,
    "housing-letter-template": for_families.housing_letter_template,
    "private-minutes": for_teams.private_minutes,
    "schwarz-round-planner": for_teams.schwarz_round_planner,
    "self-rostering-guide": for_teams.self_rostering_guide,
    "social-history-prompt-card": for_families.social_history_prompt_card,
}


def make(name: str, folder: Path) -> Path:
    """Write one document into the folder and return its file; raises ValueError when it does not fit on its page."""
    sheet = DOCUMENTS[name]()
    room = sheet.h - sheet.get_y() - (6 if sheet.small else 12)
    if sheet.pages_count != 1 or room < 0:
        raise ValueError(f"{name} is {-room:.0f} mm too long for its page")
    path = folder / f"{name}.pdf"
    sheet.output(str(path))
    return path


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="Make the documents of the demo library.")
    parser.add_argument("folder", type=Path, metavar="OUT_DIR", help="where to write the PDF files")
    options = parser.parse_args(arguments)
    options.folder.mkdir(parents=True, exist_ok=True)
    for name in sorted(DOCUMENTS):
        path = make(name, options.folder)
        sys.stdout.write(f"{path}  {path.stat().st_size / 1000:.1f} kB\n")


if __name__ == "__main__":
    main()
