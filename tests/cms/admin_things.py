"""One of everything that an address of the admin may name, and what a form of it takes beyond what it shows."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.admin.models import EditingSession
from wagtail.contrib.redirects.models import Redirect
from wagtail.contrib.search_promotions.models import Query, SearchPromotion
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Collection, Locale, Page, Workflow
from wagtail_localize.models import Translation, TranslationSource

from access.models import ApiClient, MemberToken
from changes.models import Kind
from community.moderation.models import Case
from community.registrations.registering import register
from content_types.events.factories import EventPageFactory
from content_types.knowledge.factories import KnowledgeArticlePageFactory
from content_types.taxonomy import factories as terms
from review.models import PeerReviewTask, ReviewQuestion, TopicReviewer
from search.models import Synonym
from tests.cms.new_pages import BODY
from tests.support.tree import Tree
from webhooks.models import Endpoint
from webhooks.outbox import enqueue_test

TERMS = {
    "topic": terms.TopicFactory,
    "profession": terms.ProfessionFactory,
    "caresetting": terms.CareSettingFactory,
    "place": terms.PlaceFactory,
    "person": terms.PersonFactory,
    "organisation": terms.OrganisationFactory,
}

Values = dict[str, Any]


class Things:
    """The library that the admin is walked over: one of each, and the values by which addresses name them."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        users = get_user_model()
        self.root = users.objects.create_superuser("root", "root@example.org", "kept-secret-1")
        names = {"first_name": "O", "last_name": "Ther"}
        self.other = users.objects.create_user("other", "other@example.org", "kept-secret-2", **names)
        self.page = KnowledgeArticlePageFactory(parent=tree.knowledge, title="Published", owner=self.root)
        self.revision = self.page.save_revision(user=self.root)
        self.submitted = KnowledgeArticlePageFactory(parent=tree.knowledge, title="In review", owner=self.root)
        self.submitted.save_revision(user=self.root)
        self.workflow = Workflow.objects.get(name="Peer review")
        self.state = self.workflow.start(self.submitted, self.root)
        library = self.library = Collection.objects.get(name="Library")
        self.private = Collection.get_first_root_node().add_child(name="Private")
        self.image = get_image_model().objects.create(
            title="A kettle", file=get_test_image_file(size=(8, 8)), collection=library
        )
        self.image.get_rendition("max-165x165")  # which a form that names it shows
        self.document = get_document_model().objects.create(
            title="A list", file=ContentFile(b"x", "list.txt"), collection=library
        )
        self.document.get_file_size(), self.document.get_file_hash()  # which the first look at it would write down
        self.shown = get_image_model().objects.create(
            title="A pot", file=get_test_image_file(size=(8, 8)), collection=library
        )
        self.handed_out = get_document_model().objects.create(
            title="Another", file=ContentFile(b"y", "another.txt"), collection=library
        )
        link = [{"type": "rich_text", "value": f'<p><a linktype="document" id="{self.handed_out.pk}">x</a></p>'}]
        KnowledgeArticlePageFactory(
            parent=tree.knowledge,
            title="Shows both",
            cover_image=self.shown,
            cover_decorative=True,
            body=json.dumps(link),
        )
        self.client = ApiClient.objects.create(name="Website builder")
        self.endpoint = Endpoint.objects.create(name="Website", url="https://example.org/", kinds=Kind.values)
        self.event = EventPageFactory(parent=tree.events, title="A workshop", capacity=9, owner=self.root)
        register(self.other, self.event)
        self.case = Case.objects.create(kind="Page", subject=self.page.pk, text="Published", due_at=timezone.now())
        self.by_prefix = self._by_prefix()

    def _by_prefix(self) -> list[tuple[str, Values]]:
        """What the names in an address stand for, by how it begins; the first that fits."""
        made = [*self._of_rules(), *self._of_access(), *self._of_files(), *self._of_page_types(), *self._of_languages()]
        for name, factory in TERMS.items():
            term = factory()
            revision = term.save_revision()
            values = {"pk": term.pk, "revision_id": revision.pk, "revision_id_a": "earliest", "revision_id_b": "latest"}
            made += [(f"admin/snippets/taxonomy/{name}/", values), (f"admin/snippets/choose/taxonomy/{name}/", values)]
        return [*made, ("admin/", self._of_pages())]

    def _of_rules(self) -> list[tuple[str, Values]]:
        task = PeerReviewTask.objects.get(name="Peer review").pk
        model = {"app_label": "wagtailcore", "model_name": "groupapprovaltask"}  # a kind of task that can be made
        home = self.tree.home.pk
        return [
            ("admin/workflows/task", {"pk": task, "task_id": task, **model}),
            ("admin/workflows/", {"pk": self.workflow.pk, "page_pk": home, "workflow_pk": self.workflow.pk}),
            ("admin/terms/", {"kind": "topics", "term": terms.TopicFactory().pk}),
            ("admin/sites/", {"pk": self.tree.site.pk}),
            ("admin/settings/", {"app_name": "core", "model_name": "librarysettings", "pk": self.tree.site.pk}),
            ("admin/review/questions/", {"pk": ReviewQuestion.objects.first().pk}),
            (
                "admin/review/topics/",
                {"pk": TopicReviewer.objects.create(user=self.other, topic=terms.TopicFactory()).pk},
            ),
            ("admin/library-search/synonyms", {"pk": Synonym.objects.create(words="kettle, pot").pk}),
        ]

    def _of_access(self) -> list[tuple[str, Values]]:
        ends = timezone.now() + timedelta(days=9)
        self.client.new_key(ends)
        token, _ = MemberToken.new(self.other, "Phone", ends)
        return [
            ("admin/webhooks/", {"pk": self.endpoint.pk}),
            ("admin/webhook-deliveries/", {"pk": enqueue_test(self.endpoint).pk}),
            ("admin/api-clients/", {"pk": self.client.pk, "key": self.client.keys.get().pk}),
            ("admin/signed-in-apps/", {"pk": token.pk}),
            ("admin/contacts/", {"pk": self.other.pk}),
            ("admin/users/", {"pk": self.other.pk}),
            ("admin/groups/", {"pk": Group.objects.get(name="Reviewers").pk}),
            ("admin/moderation/", {"pk": self.case.pk, "record": "risks"}),
        ]

    def _of_files(self) -> list[tuple[str, Values]]:
        return [
            ("admin/collections/", {"pk": self.private.pk, "collection_id": self.private.pk}),
            ("admin/api/main/images", {"pk": self.image.pk}),
            ("admin/api/main/documents", {"pk": self.document.pk}),
            ("admin/images/<int:pk>/replace/", {"pk": self.shown.pk}),
            ("admin/documents/<int:pk>/replace/", {"pk": self.handed_out.pk}),
            ("admin/images/chooser/chosen", {"pk": self.image.pk}),
            ("admin/documents/chooser/chosen", {"pk": self.document.pk}),
        ]

    def _of_page_types(self) -> list[tuple[str, Values]]:
        app, model = "knowledge", "knowledgearticlepage"
        of_type = {"content_type_app_name": app, "content_type_model_name": model}
        session = EditingSession.objects.create(
            user=self.root, content_object=Page.objects.get(pk=self.page.pk), last_seen_at=timezone.now()
        )
        named = {"app_label": app, "model_name": model}
        return [
            ("admin/pages/<int:parent_page_id>/", {"parent_page_id": self.tree.knowledge.pk}),
            ("admin/pages/<int:pk>/registrations/", {"pk": self.event.pk}),
            ("admin/pages/workflow/", self._of_review()),
            ("admin/pages/<int:page_id>/workflow_history/", self._of_review()),
            ("admin/pages/add/", {**of_type, "parent_page_id": self.tree.knowledge.pk}),
            ("admin/pages/create/", named),
            ("admin/pages/usage/", of_type),
            ("admin/editing-sessions/", {**named, "object_id": self.page.pk, "session_id": session.pk}),
        ]

    def _of_languages(self) -> list[tuple[str, Values]]:
        welsh = Locale.objects.create(language_code="cy")
        source, _ = TranslationSource.update_or_create_from_instance(self.page)
        self.tree.home.copy_for_translation(welsh, copy_parents=True, alias=True)
        self.tree.knowledge.copy_for_translation(welsh, copy_parents=True, alias=True)
        translation = Translation.objects.create(source=source, target_locale=welsh)
        translation.save_target(user=self.root)
        values = {
            "translation_id": translation.pk,
            "translation_source_id": source.pk,
            "string_segment_id": source.stringsegment_set.first().pk,
            "overridable_segment_id": source.overridablesegment_set.values_list("pk", flat=True).first() or 0,
            "page_id": self.page.pk,
            "mode": "default",
            "app_label": "taxonomy",
            "model_name": "topic",
            "pk": TERMS["topic"]().pk,
        }
        return [("admin/locales/", {"pk": welsh.pk}), ("admin/localize/", values)]

    def _of_review(self) -> Values:
        return {
            "page_id": self.submitted.pk,
            "action_name": "approve",
            "task_state_id": self.state.current_task_state.pk,
            "task_id": self.state.current_task_state.task_id,
            "workflow_state_id": self.state.pk,
        }

    def _of_pages(self) -> Values:
        page = self.page.pk
        query = Query.get("kettle")
        SearchPromotion.objects.create(query=query, page=self.page, sort_order=0, description="")
        names = ("pk", "page_id", "parent_page_id", "page_to_move_id")
        return {
            **dict.fromkeys(names, page),
            "destination_id": self.tree.knowledge.pk,
            "revision_id": self.revision.pk,
            "revision_id_a": "earliest",
            "revision_id_b": "latest",
            "image_id": self.image.pk,
            "document_id": self.document.pk,
            "doc_id": self.document.pk,
            "filter_spec": "fill-8x8",
            "redirect_id": Redirect.objects.create(old_path="/old", redirect_link="/new").pk,
            "query_id": query.pk,
            "uploaded_file_id": 1,
            "app_name": "cms_images",
            "model_name": "libraryimage",
            "uidb64": "MQ",
            "token": "set-password",
        }

    def values(self, route: str) -> Values:
        """What the names in a route stand for."""
        return next(values for prefix, values in self.by_prefix if route.replace("^", "").startswith(prefix))

    def address(self, route: str) -> str:
        """A route with the values of its names in their places."""
        values = self.values(route)
        plain = re.sub(r"[\^$]|\\(?=\.)", "", route)
        named = re.sub(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>[^)]*\)", lambda found: str(values[found[1] or found[2]]), plain)
        return f"/{named.replace('.*', 'nothing')}"

    def payload(self, route: str) -> Values:
        """What a form takes that shows nothing of it, so that what is sent is valid."""
        account = {"username": "new", "email": "new@example.org", "first_name": "N", "last_name": "E"}
        account |= dict.fromkeys(("password1", "password2"), "long and winding")
        if re.fullmatch(r"admin/bulk/cms_\w+/\w+/add_to_collection/", route):
            return {"collection": self.library.pk}
        if re.fullmatch(r"admin/bulk/cms_\w+/\w+/add_tags/", route):
            return {"tags": "kettle"}
        known: dict[str, Values] = {
            "admin/users/new/": account,
            "admin/groups/new/": {"name": "New"},
            "admin/sites/new/": {"hostname": "new.example.org", "port": "80", "root_page": self.tree.home.pk},
            "admin/redirects/add/": {"old_path": "/a", "redirect_link": "https://example.org/"},
            "admin/images/<int:pk>/replace/": {"by": self.image.pk},
            "admin/documents/<int:pk>/replace/": {"by": self.document.pk},
            "admin/collections/add/": {"name": "New", "parent": Collection.get_first_root_node().pk},
            "admin/api-clients/new/": {"name": "New", "expires_on": str(timezone.localdate() + timedelta(days=9))},
            "admin/webhooks/new/": {"name": "New", "url": "https://example.org/", "kinds": ["published"]},
            "admin/library-search/synonyms/new/": {"words": "cup, mug"},
            "admin/workflows/add/": {"name": "New"},
            "admin/workflows/tasks/add/<str:app_label>/<str:model_name>/": {"name": "New"},
            "admin/bulk/cms_users/user/assign_role/": {"role": Group.objects.get(name="Reviewers").pk},
            "admin/bulk/cms_users/user/set_active_state/": {"mark_as_active": "False"},
            "admin/bulk/wagtailcore/page/add_topic/": {"topic": terms.TopicFactory().pk},
            "admin/bulk/wagtailcore/page/set_owner/": {
                "owner": get_user_model().objects.filter(groups__name="Reviewers").values_list("pk", flat=True).first()
            },
            "admin/bulk/wagtailcore/page/set_review_date/": {
                "review_due": str(timezone.localdate() + timedelta(days=9))
            },
            "admin/bulk/wagtailcore/page/move/": {"chooser": self.tree.knowledge.pk},
            "admin/pages/<int:page_id>/copy/": {
                "new_title": "A copy",
                "new_slug": "a-copy",
                "new_parent_page": self.tree.knowledge.pk,
            },
            "admin/api/main/^pages/<int:pk>/action/move/": {"destination_page_id": self.tree.knowledge.pk},
            "admin/api/main/^pages/<int:pk>/action/revert_to_page_revision/": {"revision_id": self.revision.pk},
            "admin/pages/<int:pk>/registrations/": {"do": "reserve", "reserved": "1", "reason": "For the speaker."},
            "admin/moderation/<int:pk>/": {"do": "claim"},
            "admin/moderation/trust/": {"member": self.other.pk, "level": "known", "reason": "Two guides."},
            "admin/choose-external-link/": {"external-link-chooser-url": "https://example.org/"},
            "admin/pages/<int:page_id>/privacy/": {"restriction_type": "login"},
            "admin/collections/<int:collection_id>/privacy/": {"restriction_type": "login"},
            "admin/api-clients/<int:pk>/keys/": {"expires_on": str(timezone.localdate() + timedelta(days=9))},
        }
        if route.startswith("admin/pages/add/"):
            return {"title": "New", "slug": "new", "summary": "Of use.", **BODY}
        if re.fullmatch(r"admin/snippets/taxonomy/\w+/add/", route):
            place = {"kind": "region", "latitude": "1", "longitude": "1"}
            return {"name": "New", "slug": "new", "definition": "What it is.", "sort_order": "0", **place}
        return known.get(route, {})
