"""Takes the pictures of the editors' guide from a running demo:
``python -m tests.e2e.screenshots http://localhost:8000``.

Each is kept below 150 kB. Look at every one afterwards: a picture that shows something broken is a bug found.
"""

from __future__ import annotations

import sys
from io import BytesIO
from pathlib import Path
from urllib.parse import quote_plus

from PIL import Image

from cms.editors.demo import DEMO_LOGINS
from tests.e2e import translating
from tests.e2e.admin import Admin
from tests.e2e.browser import chromium

IMAGES = Path(__file__).resolve().parents[2] / "docs" / "images"
MOST_BYTES = 150_000
COLOURS = 128
UNTRANSLATED = "Last winter's heating help"  # a page of the demo in English alone
# File name, the words on the dashboard's link to the form, and what of the form to show.
TYPES = (
    ("article", "Knowledge article", "#id_title"),
    ("tool", "Tool", "#id_kind"),
    ("wellbeing", "Wellbeing guidance", "#id_level"),
    ("event", "Event", "#id_start"),
    ("initiative", "Initiative", "#id_location_name"),
)


def keep(admin: Admin, name: str) -> None:
    """Save what the browser shows, with fewer colours so that it is small.

    Raises ValueError where it is still too big.
    """
    admin.settle()
    picture = Image.open(BytesIO(admin.driver.get_screenshot_as_png())).convert("RGB")
    path = IMAGES / f"{name}.png"
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
    size = path.stat().st_size
    if size > MOST_BYTES:
        raise ValueError(f"{path} is {size} bytes; show less in it or use fewer colours")
    sys.stdout.write(f"{path.name}: {size // 1000} kB\n")


def take(base_url: str) -> None:
    """Take every picture of the guide."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    volunteer, reviewer = DEMO_LOGINS[0], DEMO_LOGINS[1]
    with chromium(1280, 960) as driver:
        admin = Admin(driver, base_url)
        admin.sign_in(volunteer.username, volunteer.password)
        keep(admin, "dashboard")
        for name, label, field in TYPES:
            admin.go("/admin/")
            admin.click_words(".what-to-add-empty a", label)
            admin.show(field)
            keep(admin, f"add-{name}")
        take_blocks(admin)
        take_terms(admin)
        admin.sign_out()
        admin.sign_in(reviewer.username, reviewer.password)
        keep(admin, "dashboard-reviewer")
        take_translation(admin)


def take_blocks(admin: Admin) -> None:
    """The block picker with its preview, a written block, and the preview of the page beside the form."""
    admin.go("/admin/")
    admin.click_words(".what-to-add-empty a", "Knowledge article")
    admin.type("#id_title", "Asking about money")
    admin.type("#id_summary", "Money worries make children ill. Here is how to ask about them, kindly and as routine.")
    admin.open_picker("body")
    admin.show("[data-contentpath='body'] .c-sf-add-button")
    admin.settle()
    admin.show_block("Callout")
    admin.settle(3)
    keep(admin, "block-picker")
    admin.choose_block("Callout")
    admin.type("input[name='body-0-value-title']", "If you are worried about a child")
    admin.settle()
    keep(admin, "block-callout")
    admin.click("[aria-label='Toggle preview']")
    admin.settle(6)
    keep(admin, "preview")
    admin.delete_draft()


def take_terms(admin: Admin) -> None:
    admin.go("/admin/snippets/taxonomy/topic/")
    admin.find("table.listing")
    keep(admin, "topics")


def take_translation(admin: Admin) -> None:
    """A page that is translated: the choice of a language, the texts, and what is said where some are missing."""
    admin.go(f"/admin/pages/search/?q={quote_plus(UNTRANSLATED)}")
    edit = admin.find("main td a[href*='/edit/']").get_attribute("href")
    translating.start(admin, edit.removeprefix(admin.base_url), before_it_starts=lambda: keep(admin, "translate-start"))
    translating.write(admin, "Title", "Help gwresogi y gaeaf diwethaf: beth i'w ddweud wrth deuluoedd")
    translating.open_box(admin, "Summary")
    admin.show(translating.TEXTS)
    keep(admin, "translate-texts")
    admin.click_words(f"{translating.TEXTS} button", "Cancel")
    translating.publish(admin)
    admin.find("main ul")
    keep(admin, "translate-missing")
    admin.click_words("main a", "Go on translating")
    admin.find(translating.TEXTS)
    admin.driver.get(admin.driver.current_url.replace("/edit/", "/delete/"))
    admin.click("main form [type=submit]")
    admin.until(lambda: "/delete/" not in admin.driver.current_url)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m tests.e2e.screenshots http://localhost:8000 (a running demo)")
    take(sys.argv[1])
