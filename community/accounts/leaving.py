"""What becomes of an account's own rows when its member leaves, and of those in the apps that know nothing of members."""

from __future__ import annotations

from community.accounts import written  # noqa: F401 - what is done first
from community.erasure import A_FORMER_MEMBER, goes, passes_on, stays

SOMEBODYS = "It is part of what others work with, and has to be somebody's."
HISTORY = "What happened to a page has to be told; by whom is told no more."
ANSWER = "A page was published because of it."

goes(
    "access.MemberToken.user",
    "account.EmailAddress.user",
    "accounts.Acceptance.user",
    "accounts.AddressChange.user",
    "accounts.Membership.user",
    "accounts.SignInCode.user",
    "admin.LogEntry.user",
    "cms_users.User_groups.user",
    "cms_users.User_user_permissions.user",
    "core.PreviewLink.editor",
    "mfa.Authenticator.user",
    "review.Claim.user",
    "review.Invitation.account",
    "review.TopicReviewer.user",
    "wagtailadmin.EditingSession.user",
    "wagtailadmin.FormState.user",
    "wagtailcore.APIToken.user",
    "wagtailcore.PageSubscription.user",
    "wagtailcore.UploadedFile.uploaded_by_user",
    "wagtailusers.UserProfile.user",
)

passes_on("wagtailcore.Page.owner", SOMEBODYS)  # what is theirs alone is removed before, where they want it
passes_on("wagtailcore.Revision.user", SOMEBODYS)
passes_on("cms_images.LibraryImage.uploaded_by_user", SOMEBODYS)
passes_on("cms_documents.LibraryDocument.uploaded_by_user", SOMEBODYS)
passes_on("wagtailcore.PageLogEntry.user", HISTORY)
passes_on("wagtailcore.ModelLogEntry.user", HISTORY)
passes_on("wagtailcore.WorkflowState.requested_by", HISTORY)
passes_on("wagtailcore.TaskState.finished_by", HISTORY)
passes_on("wagtailcore.Comment.user", "Others have answered it.", contributed=True)
passes_on("wagtailcore.CommentReply.user", "It answers others.", contributed=True)

stays("wagtailcore.Comment.resolved_by", HISTORY)
stays("wagtailcore.Page.locked_by", "The page is locked no more.", locked=False, locked_at=None)
stays("review.Review.reviewer", ANSWER, reviewer_name=A_FORMER_MEMBER)
stays("review.Claim.partner", "The review is somebody else's.")
stays("review.Invitation.invited_by", "The invitation is somebody else's.")
stays("review.LeftComment.account", "The comment says whose it was.")
stays("review.SuggestedEdit.user", "Its page may have these words by now.", contributed=True, name=A_FORMER_MEMBER)
stays("review.SuggestedEdit.decided_by", HISTORY)
stays("initiatives.Initiative.contact_member", "The initiative goes on; nobody is written to about it by then.")
stays("wagtail_localize.StringTranslation.last_translated_by", "The words stand on pages.")
stays("wagtail_localize.SegmentOverride.last_translated_by", "The words stand on pages.")
for unused in ("wagtaildocs.Document.uploaded_by_user", "wagtailimages.Image.uploaded_by_user"):
    stays(unused, "A table of a library that is empty here.")
