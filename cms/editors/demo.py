"""The accounts of the demo; made by the demo command, shown at the root of the demo's server, and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class DemoLogin:
    """One account of the demo."""

    username: str
    password: str
    first_name: str  # the forms of accounts cannot be saved without names
    last_name: str
    role: str  # the group of cms.editors.roles, or empty for a member
    what_for: str


DEMO_LOGINS = (
    DemoLogin("volunteer", "volunteer", "Vera", "Vaughan", "Volunteer editors", "Writes and submits; cannot publish."),
    DemoLogin("reviewer", "reviewer", "Ravi", "Rowe", "Reviewers", "Reviews, publishes and unpublishes."),
    DemoLogin("admin", "admin", "Ada", "Abbott", "Administrators", "Looks after people, roles and settings."),
    DemoLogin("member", "member", "Mo", "Marsh", "", "A member: has no place in the admin."),
)
