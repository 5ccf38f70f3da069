"""What the API shows of tools."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import graphene
from django.apps import apps

from content_types.core.blocks.structure import StepBlock
from content_types.core.context import ReadContext
from content_types.core.documents import DocumentType
from content_types.core.graphql.fields import Attribute, Enum, Int, String, field, list_of
from content_types.core.graphql.filters import COMMON_ORDERINGS, LibraryFilter, apply_library_filter, choice_filter
from content_types.core.graphql.models import model_type
from content_types.core.graphql.related import foreign_object, visible_foreign_key
from content_types.core.graphql.streams import resolve_stream
from content_types.core.loading import load, together
from content_types.core.registry import ListApi
from content_types.core.streams import BlockNode
from content_types.core.visibility import visible_pages
from content_types.tools.blocks import BusinessCaseBlock, QuestionnaireSectionBlock

ToolKind = Enum(
    "ToolKind",
    [
        ("screening_questionnaire", "Questions to ask; see `questionnaire`"),
        ("business_case", "A case for money or staff; see `businessCase`"),
        ("guide", "How to do something"),
        ("template", "A letter or form to fill in"),
        ("checklist", "Things to tick off"),
        ("poster", "Something for the wall"),
        ("dataset", "Figures to use"),
    ],
    "What kind of tool it is.",
)


class Questionnaire(graphene.ObjectType):
    """Questions to ask a family: sections of items. The same as FHIR R4 JSON at `fhirUrl`."""

    sections = graphene.Field(
        list_of(lambda: QuestionnaireSectionBlock.graphql_type), required=True, description="The sections in order."
    )
    item_count = graphene.Int(required=True, description="How many questions there are, display items left out.")
    fhir_url = graphene.String(description="Absolute address of the FHIR R4 Questionnaire; null in a preview.")

    def __init__(self, page: Any, sections: list[BlockNode]) -> None:
        super().__init__()
        self.page = page
        self.nodes = sections

    def resolve_sections(self, info: Any) -> list[BlockNode]:
        return self.nodes

    def resolve_item_count(self, info: Any) -> int:
        return sum(item.get("kind") != "display" for section in self.nodes for item in section.items("items"))

    def resolve_fhir_url(self, info: Any) -> str | None:
        if getattr(self.page, "_is_preview", False):
            return None
        url = ReadContext.of(info.context).page_url(self.page)
        return f"{url}questionnaire.fhir.json" if url else None


_sections = resolve_stream("questionnaire")
_cases = resolve_stream("business_case")


def _questionnaire(page: Any, info: Any) -> Questionnaire | None:
    sections = _sections(page, info)
    return Questionnaire(page, sections) if sections else None


def _business_case(page: Any, info: Any) -> BlockNode | None:
    cases = _cases(page, info)
    return cases[0] if cases else None


def _adaptations(page: Any, info: Any) -> list[Any]:
    viewer = ReadContext.of(info.context).viewer

    def fetch(pages: Sequence[Any]) -> dict[Any, list[Any]]:
        model = apps.get_model("tools", "ToolPage")
        rows = visible_pages(
            viewer,
            model._default_manager.filter(adapted_from__in=[one.pk for one in pages]).order_by(
                "first_published_at", "pk"
            ),
        )
        grouped: dict[Any, list[Any]] = defaultdict(list)
        for row in together(rows):
            grouped[row.adapted_from_id].append(row)
        return grouped

    return load(page, "adaptations", fetch, [])


def _downloads(page: Any, info: Any) -> list[Download]:
    def fetch(pages: Sequence[Any]) -> dict[Any, list[Any]]:
        model = apps.get_model("tools", "ToolDownload")
        rows = together(model._default_manager.filter(page__in=[one.pk for one in pages]).order_by("sort_order", "pk"))
        grouped: dict[Any, list[Any]] = defaultdict(list)
        for row in rows:
            grouped[row.page_id].append(row)
        return grouped

    rows = together(page.downloads.all()) if getattr(page, "_is_preview", False) else load(page, "downloads", fetch, [])
    made = []
    for row in rows:
        document = foreign_object(row, info, "document")
        if document is not None:
            made.append(Download(title=row.title or document.title, document=document))
    return made


class Download(graphene.ObjectType):
    """A file that belongs to a tool."""

    title = graphene.String(required=True, description="What to call it.")
    document = graphene.Field(DocumentType, required=True, description="The file.")


FIELDS = [
    field(
        "tool_kind",
        ToolKind,
        "What people will hold in their hands.",
        required=True,
        resolve=Attribute("kind", required=True),
    ),
    field("time_needed", Int, "Minutes to use it once."),
    field("audience", String, "Who it is for."),
    field(
        "steps",
        list_of(lambda: StepBlock.graphql_type),
        "How to use it, in order.",
        required=True,
        resolve=resolve_stream("steps"),
    ),
    field("downloads", list_of(Download), "Files, those that the reader may have.", required=True, resolve=_downloads),
    field("questionnaire", Questionnaire, "The questions, for a screening questionnaire.", resolve=_questionnaire),
    field(
        "business_case",
        lambda: BusinessCaseBlock.graphql_type,
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


class ToolFilter(LibraryFilter):
    """Which tools to list."""

    kinds = graphene.List(graphene.NonNull(ToolKind), description="Any of these kinds.")
    max_time_needed = graphene.Int(description="Usable within so many minutes.")


_by_kind = choice_filter("kinds", "kind")


def apply_filter(queryset: Any, value: Any, context: ReadContext) -> Any:
    """Narrow a queryset of tools by a ToolFilter."""
    queryset = _by_kind(apply_library_filter(queryset, value, context), value)
    if value.get("max_time_needed") is not None:
        queryset = queryset.filter(time_needed__lte=value["max_time_needed"])
    return queryset


LIST = ListApi(
    plural="tools",
    description="Tools for action.",
    filter_input=ToolFilter,
    apply_filter=apply_filter,
    orderings=COMMON_ORDERINGS,
)
