"""Tools for action."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, PageChooserPanel
from wagtail.models import Orderable

from content_types.core.blocks.structure import StepBlock
from content_types.core.fields import StreamField
from content_types.core.library import LibraryPage
from content_types.core.pages import IndexPage
from content_types.core.panels import FoldedPanel, shown_if
from content_types.tools.blocks import BusinessCaseBlock, QuestionnaireBlock
from content_types.tools.forms import KIND_OF_STREAM, ToolPageForm


class ToolIndexPage(IndexPage):
    """Holds all tools."""

    subpage_types: ClassVar[list[str]] = ["tools.ToolPage"]

    class Meta:
        verbose_name = "tool index"
        verbose_name_plural = "tool indexes"


class ToolPage(LibraryPage):
    """Something to use tomorrow, and to adapt."""

    class Kind(models.TextChoices):
        SCREENING_QUESTIONNAIRE = "screening_questionnaire", "Screening questionnaire"
        BUSINESS_CASE = "business_case", "Business case"
        GUIDE = "guide", "Guide"
        TEMPLATE = "template", "Template"
        CHECKLIST = "checklist", "Checklist"
        POSTER = "poster", "Poster"
        DATASET = "dataset", "Dataset"

    kind = models.CharField(
        max_length=30,
        choices=Kind.choices,
        default=Kind.GUIDE,
        db_index=True,
        help_text="What people will hold in their hands.",
    )
    time_needed = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        verbose_name="time needed (minutes)",
        help_text="Minutes to use it once.",
    )
    audience = models.CharField(
        max_length=300,
        blank=True,
        verbose_name="who it is for",
        help_text="Such as “Ward teams who see families at night”.",
    )
    steps = StreamField([("step", StepBlock())], blank=True, help_text="How to use it, in order.")
    questionnaire = StreamField(
        QuestionnaireBlock(required=False),
        blank=True,
        help_text="For a screening questionnaire: its sections and questions.",
    )
    business_case = StreamField(
        [("business_case", BusinessCaseBlock())],
        blank=True,
        max_num=1,
        help_text="For a business case: problem, figures, ask, costs and benefit.",
    )
    adapted_from = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="adaptations",
        help_text="The tool that this one grew out of.",
    )
    adaptation_note = models.TextField(blank=True, help_text="What was changed, and why.")
    version = models.CharField(
        max_length=20, default="1.0", validators=[RegexValidator(r"^\d+(\.\d+){0,2}$", "Write a number such as 1.0 or 2.1.")],
        help_text="Raise it when people should look again: 1.0, 1.1, 2.0.",
    )  # fmt: skip
    change_note = models.CharField(max_length=300, blank=True, help_text="What is new in this version.")

    page_description = (
        "Something to use tomorrow: a questionnaire, a business case, a guide, a template, a checklist, a poster."
    )
    is_creatable = True
    base_form_class = ToolPageForm
    parent_page_types: ClassVar[list[str]] = ["tools.ToolIndexPage"]
    edit_handler: ClassVar[Any] = LibraryPage.editing_tabs(
        [
            FieldRowPanel([FieldPanel("kind"), FieldPanel("time_needed")]),
            FieldPanel("audience"),
            *(FieldPanel(stream, attrs=shown_if(kind=kind)) for stream, kind in KIND_OF_STREAM.items()),
            FieldPanel("steps"),
            InlinePanel("downloads", heading="Downloads", label="file"),
            FoldedPanel(
                [PageChooserPanel("adapted_from", "tools.ToolPage"), FieldPanel("adaptation_note")],
                heading="Adapted from another tool",
            ),
            FoldedPanel(
                [FieldRowPanel([FieldPanel("version"), FieldPanel("change_note")])],
                heading="Version, and what is new in it",
            ),
        ]
    )

    class Meta:
        verbose_name = "tool"

    def clean(self) -> None:
        super().clean()
        if self.pk and self._descends_from_itself():
            message = "A tool cannot be adapted from itself or from its own adaptation. Choose another tool."
            raise ValidationError({"adapted_from": message})

    def shows(self, stream: str) -> bool:
        """Whether readers see this stream. What belongs to another kind stays with the tool, so that a change of kind loses nothing."""
        return KIND_OF_STREAM.get(stream, self.kind) == self.kind

    def _descends_from_itself(self) -> bool:
        above, seen = self.adapted_from, {self.pk}
        while above is not None:
            if above.pk in seen:
                return True
            seen.add(above.pk)
            above = above.adapted_from
        return False


class ToolDownload(Orderable):
    """A file that belongs to a tool."""

    page = ParentalKey(ToolPage, on_delete=models.CASCADE, related_name="downloads")
    document = models.ForeignKey(settings.WAGTAILDOCS_DOCUMENT_MODEL, on_delete=models.CASCADE, related_name="+")
    title = models.CharField(max_length=200, blank=True, help_text="Leave empty to use the file's own title.")

    panels: ClassVar[list[Any]] = [FieldPanel("document"), FieldPanel("title")]
