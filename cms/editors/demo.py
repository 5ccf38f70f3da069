"""The accounts of the demo; made by the demo command, shown on the demo's landing page, and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class DemoLogin:
    """One account of the demo."""

    username: str
    password: str
    role: str  # the group of cms.editors.roles, or empty for a member
    what_for: str


DEMO_LOGINS = (
    DemoLogin("volunteer", "volunteer", "Volunteer editors", "Writes and submits; cannot publish."),
    DemoLogin("reviewer", "reviewer", "Reviewers", "Reviews, publishes and unpublishes."),
    DemoLogin("admin", "admin", "Administrators", "Looks after people, roles and settings."),
    DemoLogin("member", "member", "", "A member: has no place in the admin."),
)
