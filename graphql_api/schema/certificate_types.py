"""Certificates of attendance, for whoever has the code, and who comes to an event."""

from __future__ import annotations

import base64
from typing import Any

import graphene
from wagtail.models import Page

from community.registrations import certifying, showing
from community.registrations.models import MAX_NAME, Certificate
from community.registrations.registering import own_registration
from content_types.core.graphql.cost import costs
from content_types.core.graphql.fields import list_of
from content_types.core.graphql.scalars import DateTime
from content_types.core.identity import PAGE, key_of
from delivery.batch_loading import as_batch
from delivery.context import ReadContext
from delivery.fetching import by_key
from graphql_api.schema.mutation_errors import errors_field, member_of, mutation_field, typed_errors
from graphql_api.schema.profile_types import Member
from graphql_api.schema.registration_mutation import RegistrationPayload
from graphql_api.schema.registration_types import REGISTRATION, told


class EventCertificate(graphene.ObjectType):
    """That somebody was at an event, as it stood when they asked for the certificate. Its code is all that it takes to read it."""

    code = graphene.String(required=True, description="What is printed on it, without the hyphens.")
    name = graphene.String(required=True, description="Of who was there, as they wrote it.")
    title = graphene.String(required=True, description="Of the event.")
    start = DateTime(required=True, description="When the event began.")
    end = DateTime(required=True, description="When it ended.")
    when = graphene.String(required=True, description="The same for people, by the clock where it took place.")
    minutes = graphene.Int(required=True, description="How long it took.")
    issued_at = DateTime(required=True, description="When the certificate was made.")
    pdf = graphene.String(required=True, description="The certificate as a PDF file, in Base64.")

    @staticmethod
    def resolve_start(root: Certificate, info: Any) -> Any:
        return root.starts_at

    @staticmethod
    def resolve_end(root: Certificate, info: Any) -> Any:
        return root.ends_at

    @staticmethod
    @costs(each=8_000)
    def resolve_pdf(root: Certificate, info: Any) -> str:
        from community.registrations.certificate_pdf import pdf_of  # fpdf is large, and wanted seldom

        return base64.b64encode(pdf_of(root)).decode()


class IssueCertificateInput(graphene.InputObjectType):
    """Of which registration, and under which name."""

    registration = graphene.ID(required=True, description="The `id` of the asker's registration.")
    name = graphene.String(required=True, description=f"The name to stand on it, at most {MAX_NAME} characters.")


class ShowAttendanceInput(graphene.InputObjectType):
    """Of which registration, and whether it is shown."""

    registration = graphene.ID(required=True, description="The `id` of the asker's registration.")
    shows = graphene.Boolean(
        required=True, description="Whether others who come see that the asker comes, if their profile shows the name."
    )


class IssueCertificatePayload(graphene.ObjectType):
    """The certificate."""

    certificate = graphene.Field(EventCertificate, description="The certificate.")
    errors = errors_field()


class CertificateMutation:
    """What members do about having been at events."""

    issue_certificate = mutation_field(
        IssueCertificatePayload,
        IssueCertificateInput,
        "Make the certificate of who was at an event. Again gives the same, under the name that is given last.",
    )
    show_attendance = mutation_field(
        RegistrationPayload,
        ShowAttendanceInput,
        "Choose whether others who come to the event see that one comes. Nobody sees it unless it is chosen.",
    )

    @staticmethod
    @costs(once=1200)
    @typed_errors(IssueCertificatePayload)
    def resolve_issue_certificate(root: Any, info: Any, input: Any) -> IssueCertificatePayload:
        member = member_of(info)
        one = own_registration(member, key_of(REGISTRATION, input["registration"]))
        ReadContext.of(info.context).viewer.reads_draft = True  # nothing may keep the answer
        return IssueCertificatePayload(certificate=certifying.certify(member, one, input["name"]), errors=[])

    @staticmethod
    @costs(once=500)
    @typed_errors(RegistrationPayload)
    def resolve_show_attendance(root: Any, info: Any, input: Any) -> RegistrationPayload:
        one = own_registration(member_of(info), key_of(REGISTRATION, input["registration"]))
        return RegistrationPayload(registration=told(showing.show(one, input["shows"])), errors=[])


class CertificateQuery:
    """Certificates by their codes, and who comes."""

    certificate = graphene.Field(
        EventCertificate,
        description="The certificate with this code; null where there is none. Nobody need be signed in.",
        code=graphene.String(required=True, description="As it is printed, with or without hyphens."),
    )
    who_comes = graphene.Field(
        list_of(Member),
        description="Members who come to an event and show it, for who comes too, by name, at most 200; null for anybody else.",
        event=graphene.ID(required=True, description="The event's `id`."),
    )

    @staticmethod
    @costs(once=200)
    def resolve_certificate(root: Any, info: Any, code: str) -> Certificate | None:
        ReadContext.of(info.context).viewer.reads_draft = True  # nothing may keep the answer
        return certifying.by_code(code)

    @staticmethod
    @costs(once=600)
    def resolve_who_comes(root: Any, info: Any, event: str) -> list[Any] | None:
        viewer, key = ReadContext.of(info.context).viewer, key_of(PAGE, event)
        viewer.reads_draft = True
        page = by_key(viewer, Page, [key]).get(key)
        found = showing.who_comes(viewer, page) if page is not None else None
        return as_batch(found) if found is not None else None
