"""Actions on many pages at once: the day of review, who looks after them, a topic, a tag, a spreadsheet of them. Drafts stay drafts, and what is published gets nothing but that.

Each takes the right to change what readers see where they see it. ``one_at_a_time`` holds the pages meanwhile.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from functools import partial
from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpResponse
from django.utils import timezone
from taggit.models import Tag
from wagtail.admin.views.pages.bulk_actions.page_bulk_action import PageBulkAction
from wagtail.admin.widgets import AdminDateInput
from wagtail.log_actions import log
from wagtail.models import Page

from cms.editors.spreadsheets import harmless
from content_types.core.freshness import TAKEN_OVER, review_months
from content_types.core.library import LibraryPage
from content_types.core.replacing import may_replace_in
from content_types.core.versions import succeed
from content_types.taxonomy.models import Topic
from review.rules import name_of


def _is_later(day: Any) -> None:
    if day <= timezone.localdate():
        raise ValidationError("Choose a day to come.")


class ReviewDateForm(forms.Form):
    """Asks for the day."""

    review_due = forms.DateField(label="To be looked at again on", widget=AdminDateInput, validators=[_is_later])


NARROW = {"class": "many-pages-choice"}  # on a telephone


class OwnerField(forms.ModelChoiceField):  # type: ignore[type-arg]  # takes none when it runs
    """Names people as they are shown elsewhere."""

    def label_from_instance(self, obj: Any) -> str:
        return name_of(obj)


class OwnerForm(forms.Form):
    """Asks for an account that may enter the admin."""

    owner = OwnerField(queryset=None, label="Who looks after them", widget=forms.Select(NARROW))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        enters = Q(groups__permissions__codename="access_admin") | Q(is_superuser=True)
        people = get_user_model()._default_manager.filter(enters, is_active=True).distinct()
        self.fields["owner"].queryset = people.order_by("first_name", "last_name", "username")  # type: ignore[attr-defined]  # the field above


class TopicForm(forms.Form):
    """Asks for a published topic."""

    topic = forms.ModelChoiceField(
        queryset=Topic.objects.filter(live=True).order_by("name"), widget=forms.Select(NARROW)
    )


class TagForm(forms.Form):
    """Asks for one tag, new or not."""

    tag = forms.CharField(max_length=100, help_text="One word or a few; as it is written elsewhere, if it is there.")

    def clean_tag(self) -> str:
        """The tag, without a comma that would make it two."""
        tag: str = self.cleaned_data["tag"].strip()
        if "," in tag:
            raise ValidationError("Add one tag at a time, without a comma.")
        return tag


class _OnManyPages(PageBulkAction):
    """What the actions have in common: their words, and whose pages they take."""

    template_name = "cms/admin/many_pages.html"
    about = "These pages are changed; drafts stay drafts:"
    done = ""

    def check_perm(self, page: Any) -> bool:
        """Whether this page is among those acted on."""
        specific = page.specific
        return (
            isinstance(specific, LibraryPage) and not page.alias_of_id and may_replace_in(self.request.user, specific)
        )

    def get_execution_context(self) -> dict[str, Any]:
        return {**super().get_execution_context(), "asked": self.cleaned_form.cleaned_data}

    @classmethod
    def execute_action(
        cls, objects: Iterable[Any], user: Any = None, asked: Any = None, **kwargs: Any
    ) -> tuple[int, int]:
        number = 0
        for page in objects:
            cls.act(page.specific, user, asked)
            number += 1
        return number, 0

    @classmethod
    def act(cls, page: Any, user: Any, asked: dict[str, Any]) -> None:
        """Change one page."""
        raise NotImplementedError

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        return f"{self.get_parent_page_text(num_parent_objects)}: {self.done}"


def _keep(page: Any, user: Any, change: Any) -> None:
    latest = succeed(page, change, user)
    page.save(clean=False)
    page.update_aliases()
    log(instance=page, action="wagtail.edit", user=user, revision=latest, content_changed=True)


def _with(values: dict[str, Any], content: dict[str, Any]) -> dict[str, Any]:
    return {**content, **values}


def _with_topic(key: int, content: dict[str, Any]) -> dict[str, Any]:
    topics = content.get("topics") or []
    return content if key in topics else {**content, "topics": [*topics, key]}


class SetReviewDate(_OnManyPages):
    """Sets the day on which resources are to be looked at again."""

    display_name = "Set review date"
    action_type = "set_review_date"
    aria_label = "Set the review date of selected pages"
    action_priority = 60
    form_class = ReviewDateForm
    done = "the review date is set."

    def check_perm(self, page: Any) -> bool:
        return super().check_perm(page) and review_months(page.specific_class) is not None

    @classmethod
    def act(cls, page: Any, user: Any, asked: dict[str, Any]) -> None:
        page.review_due = asked["review_due"]
        _keep(page, user, partial(_with, {"review_due": page.review_due.isoformat()}))


class SetOwner(_OnManyPages):
    """Says who looks after resources; whoever may publish them may."""

    display_name = "Set who looks after"
    action_type = "set_owner"
    aria_label = "Set who looks after selected pages"
    action_priority = 61
    form_class = OwnerForm
    done = "it is noted who looks after them."

    def check_perm(self, page: Any) -> bool:
        return super().check_perm(page) and page.permissions_for_user(self.request.user).can_publish()

    @classmethod
    def act(cls, page: Any, user: Any, asked: dict[str, Any]) -> None:
        if page.owner_id == asked["owner"].pk:
            return
        before, page.owner = page.owner, asked["owner"]
        page.save(update_fields=["owner"], clean=False)
        data = {"before": str(before) if before else "", "now": name_of(page.owner)}
        log(instance=page, action=TAKEN_OVER, user=user, data=data)


class AddTopic(_OnManyPages):
    """Adds a topic to resources; those that have it stay as they are."""

    display_name = "Add topic"
    action_type = "add_topic"
    aria_label = "Add a topic to selected pages"
    action_priority = 62
    form_class = TopicForm
    done = "the topic is added."

    @classmethod
    def act(cls, page: Any, user: Any, asked: dict[str, Any]) -> None:
        topic = asked["topic"]
        page.topics.add(topic)
        _keep(page, user, partial(_with_topic, topic.pk))


def _with_tag(key: int, page: int, content: dict[str, Any]) -> dict[str, Any]:
    tagged = content.get("tagged_items") or []
    if any(one["tag"] == key for one in tagged):
        return content
    return {**content, "tagged_items": [*tagged, {"pk": None, "tag": key, "content_object": page}]}


class AddTag(_OnManyPages):
    """Adds a tag to resources; those that have it stay as they are."""

    display_name = "Add tag"
    action_type = "add_tag"
    aria_label = "Add a tag to selected pages"
    action_priority = 63
    form_class = TagForm
    done = "the tag is added."

    @classmethod
    def act(cls, page: Any, user: Any, asked: dict[str, Any]) -> None:
        tag = Tag.objects.filter(name__iexact=asked["tag"]).first() or Tag.objects.create(name=asked["tag"])
        page.tags.add(tag)
        _keep(page, user, partial(_with_tag, tag.pk, page.pk))


class Export(_OnManyPages):
    """Gives what is known of resources as a spreadsheet. Nothing is changed."""

    display_name = "Export"
    action_type = "export"
    aria_label = "Export selected pages as a spreadsheet"
    about = "These pages will be in the spreadsheet; nothing is changed:"
    action_priority = 64
    columns = ("Title", "Kind", "Address", "Published", "Looked after by", "Review date", "Topics", "Tags", "Changed")

    def check_perm(self, page: Any) -> bool:
        may = page.permissions_for_user(self.request.user)
        return isinstance(page.specific, LibraryPage) and (may.can_edit() or may.can_publish())

    def get_execution_context(self) -> dict[str, Any]:
        return {}

    def form_valid(self, form: Any) -> HttpResponse:
        """The file, instead of going back to the list."""
        answer = HttpResponse(content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = 'attachment; filename="pages.csv"'
        answer.write("\ufeff")  # for programs that would take it for another encoding
        rows = csv.writer(answer, quoting=csv.QUOTE_ALL)
        rows.writerow(self.columns)
        objects, _ = self.get_actionable_objects()
        for page in Page.objects.filter(pk__in=[one.pk for one in objects]).specific().order_by("title"):
            rows.writerow([harmless(cell) for cell in self._cells(page)])
        return answer

    @staticmethod
    def _cells(page: Any) -> list[Any]:
        return [
            page.get_admin_display_title(),
            page.specific_class._meta.verbose_name,
            page.url_path,
            "yes" if page.live else "no",
            name_of(page.owner) if page.owner else "",
            page.review_due or "",
            ", ".join(topic.name for topic in page.topics.all()),
            ", ".join(sorted(tag.name for tag in page.tags.all())),
            page.latest_revision_created_at or "",
        ]


ON_MANY_PAGES = (SetReviewDate, SetOwner, AddTopic, AddTag, Export)
