"""What the API shows of tools."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence, Set
from types import SimpleNamespace
from typing import Any

import graphene
from django.db.models import F
from wagtail.models import Page

from content_types.core.blocks.structure import StepBlock
from content_types.core.conditions import Range
from content_types.core.documents import DocumentType
from content_types.core.graphql.block_types import block_type
from content_types.core.graphql.cost import costs
from content_types.core.graphql.fields import Int, String, field, list_of
from content_types.core.graphql.filters import COMMON_ORDERINGS, FilterArgument, ResourceFilter
from content_types.core.graphql.kinds import Kind, add_kinds, kinds_filter
from content_types.core.graphql.model_types import model_type
from content_types.core.graphql.node import Node, node_of
from content_types.core.graphql.related import foreign_object, visible_foreign_key
from content_types.core.graphql.scalars import URL
from content_types.core.graphql.streams import resolve_stream
from content_types.core.identity import DRAFT, global_id
from content_types.core.registry import ListApi
from content_types.core.streams import BlockNode
from content_types.tools.answers import ANSWERLESS
from content_types.tools.blocks import BusinessCaseBlock, QuestionnaireSectionBlock
from content_types.tools.models import ToolDownload, ToolPage
from content_types.tools.questionnaires import every_item, with_words
from delivery.batch_loading import as_batch, load
from delivery.context import ReadContext
from delivery.fetching import by_key
from delivery.translations import in_language
from delivery.visibility import visible_pages, without_aliases

QUESTIONNAIRE = "Questionnaire"  # in ids, with the key of the tool
Kinds = ToolPage.Kind
add_kinds(
    Kinds,
    {
        Kinds.SCREENING_QUESTIONNAIRE: "Questions to ask; see `questionnaire`",
        Kinds.BUSINESS_CASE: "A case for money or staff; see `businessCase`",
        Kinds.GUIDE: "How to do something",
        Kinds.TEMPLATE: "A letter or form to fill in",
        Kinds.CHECKLIST: "Things to tick off",
        Kinds.POSTER: "Something for the wall",
        Kinds.DATASET: "Figures to use",
    },
)


class Questionnaire(graphene.ObjectType):
    """Questions to ask a family: sections of items. The same as FHIR R4 JSON at `fhirUrl`."""

    class Meta:
        interfaces = (Node,)

    sections = graphene.Field(
        list_of(block_type(QuestionnaireSectionBlock)), required=True, description="The sections in order."
    )
    item_count = graphene.Int(
        required=True, description="How many questions there are; display items and groups are none."
    )
    fhir_url = URL(description="Absolute address of the FHIR R4 Questionnaire; null in a preview.")

    def __init__(self, page: Any, sections: list[BlockNode]) -> None:
        super().__init__()
        self.page = page
        self.nodes = sections

    def resolve_id(self, info: Any) -> str:
        # In the preview of a tool that was never saved, the id of nothing, as its page has one.
        return global_id(QUESTIONNAIRE, self.page.pk) if self.page.pk else global_id(f"{DRAFT}{QUESTIONNAIRE}", 0)

    @costs(length=1)  # on average: of seven kinds of tools one has questions. Twenty with 36 each take 3.8 us a unit.
    def resolve_sections(self, info: Any) -> list[BlockNode]:
        return self.nodes

    def resolve_item_count(self, info: Any) -> int:
        return sum(item.get("kind") not in ANSWERLESS for item in every_item(self.nodes))

    def resolve_fhir_url(self, info: Any) -> str | None:
        if getattr(self.page, "_is_preview", False):
            return None
        url = ReadContext.of(info.context).served_url(self.page)
        return f"{url}questionnaire.fhir.json" if url else None


node_of(Questionnaire)(Questionnaire)  # it shows itself

_sections = resolve_stream("questionnaire")
_cases = resolve_stream("business_case")


def _questionnaire(page: Any, info: Any) -> Questionnaire | None:
    sections = _sections(page, info) if page.shows("questionnaire") else []
    return Questionnaire(page, with_words(sections)) if sections else None


def questionnaires(context: ReadContext, keys: Set[int]) -> dict[int, Questionnaire]:
    """The questionnaires of the tools with these keys, by key: of those that the viewer may see, and that have one."""
    info = SimpleNamespace(context=context.request)  # resolvers use nothing else of it
    pages = by_key(context.viewer, Page, keys)
    found = {key: _questionnaire(page, info) for key, page in pages.items() if isinstance(page, ToolPage)}
    return {key: one for key, one in found.items() if one is not None}


def _business_case(page: Any, info: Any) -> BlockNode | None:
    cases = _cases(page, info) if page.shows("business_case") else []
    return cases[0] if cases else None


def _adaptations(page: Any, info: Any) -> list[Any]:
    viewer = ReadContext.of(info.context).viewer

    def fetch(pages: Sequence[Any]) -> dict[Any, list[Any]]:
        # Of the tool in any language, because a translation names what its original names.
        of_these = ToolPage.objects.filter(adapted_from__translation_key__in={one.translation_key for one in pages})
        rows = in_language(viewer, visible_pages(viewer, without_aliases(of_these)))
        rows = rows.annotate(origin=F("adapted_from__translation_key")).order_by("first_published_at", "pk")
        grouped: dict[Any, list[Any]] = defaultdict(list)
        for row in as_batch(rows):
            grouped[row.origin].append(row)
        return {one.pk: grouped[one.translation_key] for one in pages}

    return load(page, "adaptations", fetch, [])


def _downloads(page: Any, info: Any) -> list[Download]:
    def fetch(pages: Sequence[Any]) -> dict[Any, list[Any]]:
        rows = as_batch(ToolDownload.objects.filter(page__in=[one.pk for one in pages]).order_by("sort_order", "pk"))
        grouped: dict[Any, list[Any]] = defaultdict(list)
        for row in rows:
            grouped[row.page_id].append(row)
        return grouped

    rows = as_batch(page.downloads.all()) if getattr(page, "_is_preview", False) else load(page, "downloads", fetch, [])
    made = []
    for number, row in enumerate(rows):
        document = foreign_object(row, info, "document")
        if document is not None:
            download = Download(title=row.title or document.title, document=document)
            download.row = number
            made.append(download)
    return made


class Download(graphene.ObjectType):
    """A file that belongs to a tool."""

    row = 0  # its number among the rows of the form, those included that the reader does not see
    title = graphene.String(required=True, description="What to call it.")
    document = graphene.Field(DocumentType, required=True, description="The file.")


FIELDS = [
    field("kind", Kind, "What people will hold in their hands.", required=True),
    field("time_needed", Int, "Minutes to use it once."),
    field("audience", String, "Who it is for."),
    field(
        "steps",
        list_of(block_type(StepBlock)),
        "How to use it, in order.",
        required=True,
        resolve=resolve_stream("steps"),
    ),
    field("downloads", list_of(Download), "Files, those that the reader may have.", required=True, resolve=_downloads),
    field("questionnaire", Questionnaire, "The questions, for a screening questionnaire.", resolve=_questionnaire),
    field(
        "business_case",
        block_type(BusinessCaseBlock),
        "The case, for a business case.",
        resolve=_business_case,
    ),
    field(
        "adapted_from",
        model_type("tools.ToolPage"),
        "The tool that it grew out of, if it is published.",
        resolve=visible_foreign_key("adapted_from"),
    ),
    field("adaptation_note", String, "What was changed, and why."),
    field(
        "adaptations",
        list_of(model_type("tools.ToolPage")),
        "Published tools that grew out of it, oldest first.",
        required=True,
        resolve=_adaptations,
    ),
    field("version", String, "Such as 1.2.", required=True),
    field("change_note", String, "What is new in this version."),
]


FILTER = ResourceFilter(
    "ToolFilter",
    "Which tools to list.",
    [
        kinds_filter(),
        FilterArgument(
            "max_time_needed",
            graphene.Int,
            "Usable within so many minutes.",
            lambda minutes, given: [Range("time_needed", lte=minutes)],
        ),
    ],
)

LIST = ListApi(
    plural="tools",
    description="Tools for action.",
    filter=FILTER,
    orderings=COMMON_ORDERINGS,
)
