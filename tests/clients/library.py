"""A small library that has something in every field: what the clients read."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image as Picture
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page

from content_types.core.factories import StandardPageFactory
from content_types.core.models import LibraryPage, LibrarySettings, RelatedResource, ResourcePerson, Source
from content_types.core.site_settings import NavigationItem
from content_types.events.factories import EventPageFactory
from content_types.initiatives.factories import InitiativeFactory
from content_types.knowledge.factories import KnowledgeArticlePageFactory
from content_types.taxonomy.factories import (
    CareSettingFactory,
    OrganisationFactory,
    PersonFactory,
    PlaceFactory,
    ProfessionFactory,
    TopicFactory,
)
from content_types.tools.factories import ToolPageFactory
from content_types.tools.models import ToolDownload
from content_types.wellbeing.factories import WellbeingGuidancePageFactory
from tests.support.tree import Tree

ARTICLES = 12
BLOCKS = {
    "RichTextBlock", "HeadingBlock", "QuoteBlock", "CalloutBlock", "KeyFactsBlock", "ReflectionBlock", "StepsBlock",
    "ChecklistBlock", "TableBlock", "AccordionBlock", "ImageBlock", "EmbedBlock", "MediaBlock", "DocumentBlock",
    "ResourceLinkBlock", "LinkListBlock", "ReferencesBlock",
}  # fmt: skip
RICH = "<p>Ask <b>kindly</b>.</p>"


def every_element(image: Any, page: Any) -> str:
    """Rich text with every style, mark and kind of link, and what only shows where they meet."""
    return (
        f"<p>Say “<i>a &lt; b</i>” &amp; <b>bold <i>both</i></b>, H<sub>2</sub>O, m<sup>2</sup>;<br/>"
        f'<a linktype="page" id="{page.pk}">here <b>or</b></a> <a href="https://example.org/?a=1&amp;b=2">there</a></p>'
        "<blockquote>Nobody asked.</blockquote><ul><li>One<ul><li>Within <b>it</b></li></ul></li><li>Two</li></ul>"
        "<ol><li>First<ul><li>Of bullets</li></ul><ol><li>Of numbers</li></ol></li><li>Second</li></ol><hr/>"
        f'<embed embedtype="image" id="{image.pk}" alt="A &quot;quoted&quot; chair" format="left"/><p>The end.</p>'
    )


def make_image() -> Any:
    """A picture of 640 × 400 pixels with a focal point."""
    buffer = io.BytesIO()
    Picture.new("RGB", (640, 400), "teal").save(buffer, "PNG")
    return get_image_model().objects.create(
        title="Waiting room", description="Children play on the floor of a waiting room.", credit="Drawn by us",
        file=ContentFile(buffer.getvalue(), "waiting-room.png"),
        focal_point_x=320, focal_point_y=200, focal_point_width=100, focal_point_height=80,
    )  # fmt: skip


def make_document() -> Any:
    """A short text file."""
    document = get_document_model()(title="Prompt card", file=ContentFile(b"Ask kindly.", "card.txt"))
    document._set_document_file_metadata()  # as the admin's upload form does
    document.save()
    return document


def every_block(image: Any, document: Any, page: Page) -> list[tuple[str, Any]]:
    """One block of each kind that a body may hold, every child filled."""
    step = {"title": "Sit down", "text": RICH, "image": image, "alt_text": "Two chairs."}
    table = {"data": [["Need", "Ask"], ["Food", None]], "first_row_is_table_header": True, "first_col_is_header": False}
    return [
        ("rich_text", f'<p>See <a linktype="page" id="{page.pk}">the other page</a>.</p>'),
        ("heading", {"text": "Before you ask", "level": "h2", "anchor": "before"}),
        ("quote", {"text": "Nobody asked.", "attribution": "A parent", "role": "Leeds", "source_url": "https://example.org/q"}),
        ("callout", {"kind": "safeguarding", "title": "If a child is at risk", "text": RICH}),
        ("key_facts", {"title": "In a class of thirty", "facts": [
            {"figure": "1 in 3", "label": "are poor", "source_title": "DWP", "source_url": "https://example.org/f"},
        ]}),
        ("reflection", {"question": "Whom did you not ask?", "prompt": "Think of today."}),
        ("steps", {"title": "In clinic", "steps": [step]}),
        ("checklist", {"title": "Before they leave", "items": [{"text": "Fare paid", "hint": "Ask."}]}),
        ("table", {"caption": "Who can help", "table": table}),
        ("accordion", {"title": "Questions", "items": [{"title": "Is it private?", "text": RICH}]}),
        ("image", {"image": image, "alt_text": "Two chairs.", "decorative": False, "caption": "Half past eight",
                   "credit": "Us"}),
        ("embed", {"url": "https://www.youtube.com/watch?v=95ovIJ3dsNk", "title": "A film", "duration": "15:55",
                   "poster": image, "transcript": RICH}),
        ("media", {"kind": "audio", "title": "A round", "url": "https://example.org/round.mp3", "duration": "10:00",
                   "poster": image, "captions_url": "https://example.org/round.vtt",
                   "transcript": every_element(image, page)}),
        ("document", {"document": document, "title": "Card", "description": "For a lanyard."}),
        ("resource_link", {"page": page, "note": "Read it first."}),
        ("link_list", {"title": "Where to send families", "links": [
            {"title": "Advice", "url": "https://example.org/advice", "page": None, "description": "Free."},
            {"title": "Ours", "url": "", "page": page, "description": ""},
        ]}),
        ("references", {"title": "References", "items": [
            {"title": "A paper", "authors": "A, B", "year": 2020, "url": "https://example.org/p",
             "doi": "10.1542/peds.2014-2888"},
        ]}),
    ]  # fmt: skip


def build(tree: Tree) -> None:
    """Write the library below the site's five indexes, each field of each type filled at least once."""
    image, document = make_image(), make_document()
    topic = TopicFactory(name="Housing", slug="housing")
    damp = TopicFactory(name="Damp", slug="damp", parent=topic)
    country = PlaceFactory(name="England", slug="england")
    region = PlaceFactory(name="Yorkshire", slug="yorkshire", parent=country)
    profession = ProfessionFactory(name="Paediatrician", slug="paediatrician", description="Doctors for children.")
    setting = CareSettingFactory(name="Ward", slug="ward", description="In hospital.")
    organisation = OrganisationFactory(
        name="Leeds Children's", slug="leeds", description="A hospital.", website="https://example.org", place=region
    )
    person = PersonFactory(
        name="Amina Okafor", slug="amina", role_title="Consultant", profession=profession, organisation=organisation,
        bio=RICH, photo=image, photo_alt_text="Amina Okafor, smiling", website="https://example.org/amina",
        orcid="0000-0002-1825-0097",
    )  # fmt: skip
    for index in (tree.home, *tree.indexes.values()):
        index.introduction = RICH
        index.save()

    for number in range(1, ARTICLES):
        KnowledgeArticlePageFactory(parent=tree.knowledge, title=f"Article {number:02}", slug=f"article-{number:02}")
    other = Page.objects.get(slug="article-01")
    blocks = every_block(image, document, other)
    common = {
        "body": blocks,
        "cover_image": image,
        "cover_alt_text": "A waiting room.",
        "last_reviewed": "2026-01-02",
        "review_due": "2030-01-02",
    }
    made: list[LibraryPage] = [
        KnowledgeArticlePageFactory(
            parent=tree.knowledge, title="Article 00", slug="whole-article", kind="paper_summary", **common,
            search_description="What it says.",
        ),
        _tool(tree, document, common, image),
        WellbeingGuidancePageFactory(
            parent=tree.wellbeing, title="Wellbeing", slug="whole-guidance", level="team", show_help_now=True,
            help_now_text=RICH,
            steps=[("step", {"title": "Breathe", "text": RICH, "image": image, "alt_text": "A window."})],
            movements=[("movement", {"name": "Civility", "description": "Kindness.", "url": "https://example.org/c"})],
            helpful_links=[("link", {"title": "Help", "url": "https://example.org/h", "description": "At night."})],
            **common,
        ),
        _event(tree, blocks, common),
        InitiativeFactory(
            parent=tree.initiatives, title="Initiative", slug="whole-initiative", organisation=organisation,
            place=region, stage="running", open_to_mentoring=True, open_to_sharing=True, start_date="2025-01-01",
            end_date="2027-01-01", outcomes=RICH, **common,
        ),
    ]  # fmt: skip
    for page in made:
        _fill(page, topics=[topic, damp], professions=[profession], care_settings=[setting], places=[region])
        ResourcePerson.objects.create(
            page=page, person=person, role="speaker" if page.slug == "whole-event" else "author"
        )
        Source.objects.create(
            page=page,
            title="A paper",
            kind="paper",
            url="https://example.org/p",
            doi="10.1542/peds.2014-2888",
            year=2015,
        )
        RelatedResource.objects.create(page=page, related_page=other)
    StandardPageFactory(parent=tree.home, title="About", slug="about", body=blocks, last_updated="2026-02-03")
    settings = LibrarySettings.objects.create(
        site=tree.site, name="WHAM", tagline="From below", contact_email="hello@example.org", help_now_text=RICH
    )
    NavigationItem.objects.create(settings=settings, title="Tools", page=tree.tools)
    NavigationItem.objects.create(settings=settings, title="Elsewhere", url="https://example.org/")
    Redirect.objects.create(old_path="/old", redirect_page=other, site=tree.site, is_permanent=False)


def _fill(page: LibraryPage, **terms: list[Any]) -> None:
    for name, values in terms.items():
        getattr(page, name).set(values)
    page.tags.add("night shift")
    page.save()


def _tool(tree: Tree, document: Any, common: dict[str, Any], image: Any) -> LibraryPage:
    origin = ToolPageFactory(parent=tree.tools, title="Origin", slug="origin", kind="business_case", business_case=[
        ("business_case", {
            "problem": RICH, "ask": RICH, "benefit": RICH, "success_measures": ["Seen within two weeks"],
            "local_figures": [
                {"figure": "1 in 3", "label": "poor", "source_title": "Council", "source_url": "https://example.org/l",
                 "year": 2024},
            ],
            "costs": [
                {"item": "Worker", "amount": "31000.50", "period": "yearly"},
                {"item": "Phone", "amount": "10", "period": "monthly"},
            ],
        }),
    ])  # fmt: skip
    options = [
        {"value": "yes", "label": "Yes"},
        {"value": "no", "label": "No"},
        {"value": "LA46-8", "label": "Another", "system": "loinc"},
    ]
    below = {"link_id": "home-2-1", "text": "How cold is it?", "kind": "quantity", "unit": "Cel", "prefix": "2a."}
    tool: LibraryPage = ToolPageFactory(
        parent=tree.tools, title="Tool", slug="whole-tool", kind="screening_questionnaire", time_needed=5,
        audience="Ward teams",
        steps=[("step", {"title": "Sit down", "text": RICH, "image": image, "alt_text": "Two chairs."})],
        adapted_from=origin, adaptation_note="Shorter.", version="1.2", change_note="Fewer questions.",
        questionnaire=[("section", {"title": "Home", "introduction": "We ask everybody.", "link_id": "home",
            "codes": [{"system": "loinc", "code": "71802-3", "display": "Housing status"}], "items": [
            {"link_id": "home-1", "text": "Is it warm?", "kind": "choice", "required": True, "options": options,
             "wording_note": "Kindly."},
            {"link_id": "home-2", "text": "What would help?", "kind": "text", "enable_when_item": "home-1",
             "enable_when_answer": "no", "items": [below]},
        ]})],
        **common,
    )  # fmt: skip
    ToolDownload.objects.create(page=tool, document=document, title="Card to print")
    return tool


def _event(tree: Tree, blocks: list[tuple[str, Any]], common: dict[str, Any]) -> LibraryPage:
    start = (timezone.now() + timedelta(days=30)).replace(microsecond=0)
    zone = ZoneInfo("America/Toronto")
    event: LibraryPage = EventPageFactory(
        parent=tree.events, title="Event", slug="whole-event", kind="workshop", start=start,
        end=start + timedelta(hours=2), time_zone="America/Toronto", status_note="In a bigger room.",
        attendance="hybrid", venue_name="Library", venue_address="High Street", venue_latitude=43.6,
        venue_longitude=-79.4, capacity=40, registration_opens=datetime(2026, 1, 1, 9, tzinfo=zone),
        registration_closes=start - timedelta(days=1), registration_url="https://example.org/tickets",
        join_link="https://meet.example.org/join/very-secret",
        recording_url="https://example.org/recording.mp4", recording_duration="58:10",
        recording_captions_url="https://example.org/recording.vtt", recording_transcript=RICH,
        resources=[block for block in blocks if block[0] in {"resource_link", "document", "link_list"}], **common,
    )  # fmt: skip
    return event
