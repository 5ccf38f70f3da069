"""What is held of an account here and in the apps that know nothing of members; and all of it as JSON."""

from __future__ import annotations

import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone

from community.personal_data import holdings, holds, left_out

ACCOUNT = ("username", "email", "first_name", "last_name", "date_joined", "last_login", "is_active")
OWN_KEY = "A secret that is told once. That it is there stands in the list of apps."
PASSING = "Who has a form open, for a moment."

holds("addresses", "account.EmailAddress.user", "email", "verified", "primary")
holds("second factors", "mfa.Authenticator.user", "type", "created_at", "last_used_at")
holds("membership", "accounts.Membership.user", "profession", "of_age_declared_at", "joined_at")
holds("accepted", "accounts.Acceptance.user", "agreement__kind", "agreement__version", "accepted_at")
holds("addresses asked for", "accounts.AddressChange.user", "email", "created_at", "confirmed_at")
holds("apps", "access.MemberToken.user", "device", "created_at", "last_used_at", "expires_at", "revoked_at")
holds("roles", "cms_users.User_groups.user", "group__name")
holds(
    "profile", "profiles.Profile.user", "display_name", "display_name_audience", "pronouns", "pronouns_audience",
    "profession__name", "profession_audience", "care_setting__name", "care_setting_audience", "place__name",
    "place_audience", "latitude", "longitude", "location_audience", "about", "about_audience", "offers_mentoring",
    "offers_partner", "offers_sharing", "offers_speaking", "offers_audience", "looks_for_mentoring", "looks_for_partner",
    "looks_for_sharing", "looks_for_speaking", "looks_for_audience", "topics_audience", "updated_at",
)  # fmt: skip
holds("pages", "wagtailcore.Page.owner", "title", "draft_title", "url_path", "live", "first_published_at")
holds("versions of pages", "wagtailcore.Revision.user", "object_str", "created_at", "content")
holds("what was done with pages", "wagtailcore.PageLogEntry.user", "label", "action", "data", "timestamp")
holds("what was done elsewhere", "wagtailcore.ModelLogEntry.user", "label", "action", "data", "timestamp")
holds("comments", "wagtailcore.Comment.user", "page__title", "text", "created_at", "resolved_at")
holds("answers to comments", "wagtailcore.CommentReply.user", "text", "created_at")
holds("followed pages", "wagtailcore.PageSubscription.user", "page__title", "comment_notifications")
holds("sent to review", "wagtailcore.WorkflowState.requested_by", "status", "created_at")
holds("steps of reviews", "wagtailcore.TaskState.finished_by", "status", "comment", "finished_at")
holds("topics to review", "review.TopicReviewer.user", "topic__name")
holds("reviews taken on", "review.Claim.user", "created_at", "ask_again_on")
holds("reviews with a partner", "review.Claim.partner", "created_at")
holds("invited to review", "review.Invitation.account", "email", "name", "words", "created_at", "withdrawn_at")
holds("invitations to review", "review.Invitation.invited_by", "name", "words", "created_at")
holds("reviews", "review.Review.reviewer", "decision", "answers", "note", "signed", "public", "created_at")
holds("suggested edits", "review.SuggestedEdit.user", "before", "after", "reason", "status", "created_at")
holds("pictures", "cms_images.LibraryImage.uploaded_by_user", "title", "file", "created_at")
holds("documents", "cms_documents.LibraryDocument.uploaded_by_user", "title", "file", "created_at")
holds("translations", "wagtail_localize.StringTranslation.last_translated_by", "data", "updated_at")
holds("translated parts", "wagtail_localize.SegmentOverride.last_translated_by", "data_json", "updated_at")
holds(
    "settings of the admin", "wagtailusers.UserProfile.user", "preferred_language", "current_time_zone", "theme",
    "submitted_notifications", "approved_notifications", "rejected_notifications",
)  # fmt: skip
holds(
    "registrations", "registrations.Registration.member", "register__page__title", "state", "places", "companions",
    "access_needs", "created_at", "changed_at", "attended",
)  # fmt: skip
holds("decisions about places", "registrations.LogEntry.actor", "what", "reason", "created_at")
holds("contact of initiatives", "initiatives.Initiative.contact_member", "title")

left_out("accounts.SignInCode.user", OWN_KEY)
left_out("wagtailcore.APIToken.user", OWN_KEY)
left_out("core.PreviewLink.editor", OWN_KEY)
left_out("cms_users.User_user_permissions.user", "Rights come with roles; none is given to one person.")
left_out("wagtailadmin.EditingSession.user", PASSING)
left_out("wagtailadmin.FormState.user", PASSING)
left_out("wagtailcore.Page.locked_by", "That somebody has locked a page, for as long as they have.")
left_out("wagtailcore.Comment.resolved_by", "Somebody else's comment; that it was dealt with stands in the page's log.")
left_out("review.SuggestedEdit.decided_by", "Somebody else's words; the decision stands in the page's log.")
left_out("review.LeftComment.account", "The comment itself is exported.")
left_out("wagtailcore.UploadedFile.uploaded_by_user", "A file on its way to the library, for minutes.")
for unused in ("wagtaildocs.Document.uploaded_by_user", "wagtailimages.Image.uploaded_by_user", "admin.LogEntry.user"):
    left_out(unused, "A table of a library that is empty here.")


def everything_about(user: Any) -> str:
    """All that is held of an account, as JSON: a statement a kind."""
    found: dict[str, Any] = {"made at": timezone.now(), "account": {name: getattr(user, name) for name in ACCOUNT}}
    found |= {one.name: rows for one in holdings() if (rows := one.rows(user))}
    return json.dumps(found, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
