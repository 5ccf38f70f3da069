"""What administrators keep of peer review: the questions of its form, and who reviews which topic."""

from __future__ import annotations

from wagtail.admin.panels import FieldPanel
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.viewsets.model import ModelViewSet

from review.models import ReviewQuestion, TopicReviewer


class ReviewQuestionViewSet(ModelViewSet):
    """Settings › Review questions."""

    model = ReviewQuestion
    name = "review_questions"
    url_prefix = "review/questions"
    icon = "help"
    menu_label = "Review questions"
    add_to_settings_menu = True
    panels = [
        FieldPanel("text"),
        FieldPanel("help_text"),
        FieldPanel("kind"),
        FieldPanel("sort_order"),
        FieldPanel("active"),
    ]
    list_display = ["text", Column("get_kind_display", label="Asked of"), "sort_order", BooleanColumn("active")]
    list_filter = ["active"]
    search_fields = ["text", "help_text"]
    search_backend_name = None
    copy_view_enabled = False
    add_to_reference_index = False


class TopicReviewerViewSet(ModelViewSet):
    """Settings › Reviewers of topics."""

    model = TopicReviewer
    name = "topic_reviewers"
    url_prefix = "review/topics"
    icon = "group"
    menu_label = "Reviewers of topics"
    add_to_settings_menu = True
    panels = [FieldPanel("user"), FieldPanel("topic")]
    list_display = ["user", "topic"]
    search_fields = ["user__username", "topic__name"]
    search_backend_name = None
    copy_view_enabled = False
    add_to_reference_index = False


questions = ReviewQuestionViewSet()
topic_reviewers = TopicReviewerViewSet()
