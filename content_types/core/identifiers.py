"""Identifiers as people paste them, in the one form in which they are stored: on the entry point, in models, blocks, forms and files alike."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import idna
import idutils
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from wagtail import blocks

if TYPE_CHECKING:
    _CharField = models.CharField[Any, Any]
    _EmailField = models.EmailField[Any, Any]
    _URLField = models.URLField[Any, Any]
else:  # they take no parameters when they run
    _CharField = models.CharField
    _EmailField = models.EmailField
    _URLField = models.URLField

# What stands before a DOI where it is shown: an address of the resolver (also through a library's proxy), or its name.
_BEFORE_DOI = re.compile(
    r"^(?:(?:https?:)?//)?(?:[\w.-]*\bdoi[.-]org[\w.-]*/)|^doi\s*[:=]?\s*|^info:doi/", re.IGNORECASE
)
_BEFORE_ORCID = re.compile(r"^(?:(?:https?:)?//)?(?:www\.)?orcid\.org/|^orcid(?:\s*id)?\s*[:=]?\s*", re.IGNORECASE)
# A word and a colon; a host and its port are none.
_SCHEME = re.compile(r"^([a-z][a-z0-9+.-]*):(?!\d)", re.IGNORECASE)
_WEB = ("http", "https")
# What stands between the digits of a telephone number for the eye (RFC 3966, visual separators, and blanks); a 0 in brackets is for callers at home.
_TRUNK_ZERO = re.compile(r"^(\+[^()]*)\(0\)")
_BETWEEN_DIGITS = re.compile(r"[\s().\-\u2010-\u2015/]|%20")


def normalise_doi(text: str) -> str:
    """A DOI alone, without address or name before it, full stop after it or blanks; what is no DOI only loses its blanks."""
    found = text.strip()
    while (shorter := _BEFORE_DOI.sub("", found, count=1).strip()) != found:
        found = shorter
    found = found.rstrip(".,;").split("?", 1)[0] if found != text.strip() else found.rstrip(".,;")
    return found if idutils.is_doi(found) else text.strip()


def validate_doi(value: str) -> None:
    """Reject what is not a DOI (by idutils), and say what one looks like."""
    if value and not idutils.is_doi(normalise_doi(value)):
        raise ValidationError(
            "This is not a DOI. It begins with 10. and has a slash, such as 10.1016/S0140-6736(71)92410-X; leave it empty if there is none.",
            code="doi",
        )


def normalise_orcid(text: str) -> str:
    """An ORCID iD alone, in groups of four; what is none (by its check digit) only loses its blanks."""
    found = _BEFORE_ORCID.sub("", text.strip(), count=1).strip().rstrip("/.").upper()
    return str(idutils.normalize_orcid(found)) if idutils.is_orcid(found) else text.strip()


def validate_orcid(value: str) -> None:
    """Reject what is not an ORCID iD (by idutils), and say what one looks like."""
    if value and not idutils.is_orcid(normalise_orcid(value)):
        raise ValidationError(
            "This is not an ORCID iD. It has 16 digits, such as 0000-0002-1825-0097; look whether one is wrong, or leave it empty.",
            code="orcid",
        )


def orcid_url(orcid: str) -> str:
    """How ORCID asks for an iD to be shown."""
    return f"https://orcid.org/{normalise_orcid(orcid)}"


def normalise_url(text: str) -> str:
    """A web address with its scheme, without blanks around it, its host as in the DNS (IDNA, lower case); nothing else changes."""
    found = text.strip()
    if not found:
        return found
    if found.startswith("//"):
        found = f"https:{found}"
    elif not _SCHEME.match(found):
        found = f"https://{found}"
    scheme, slashes, rest = found.partition("://")
    netloc = re.split(r"[/?#\\]", rest, maxsplit=1)[0]
    if scheme.lower() not in _WEB or not netloc:
        return text.strip()  # whoever validates it rejects it
    before, at, host = netloc.rpartition("@")
    return f"{scheme.lower()}{slashes}{before}{at}{_in_dns(host)}{rest[len(netloc) :]}"


def normalise_email(text: str) -> str:
    """A mail address without blanks around it, its domain in lower case; what stands before the @ is its owner's."""
    name, at, domain = text.strip().rpartition("@")
    return f"{name}{at}{domain.lower()}"


def normalise_link(href: str) -> str:
    """The address of a link in rich text: telephone numbers as phones dial them, mail and web addresses as above."""
    found = href.strip()
    scheme, _, rest = found.partition(":")
    if scheme.lower() == "tel":
        number, semicolon, parameters = rest.strip().partition(";")
        digits = _BETWEEN_DIGITS.sub("", _TRUNK_ZERO.sub(r"\1", number))
        return f"tel:{digits}{semicolon}{parameters}" if re.fullmatch(r"\+?[0-9*#]+", digits) else found
    if scheme.lower() == "mailto":
        address, question, headers = rest.strip().partition("?")
        return f"mailto:{normalise_email(address)}{question}{headers}"
    return normalise_url(found) if scheme.lower() in _WEB else found


def _in_dns(host: str) -> str:
    if host.isascii():
        return host.lower()
    name, colon, port = host.partition(":")
    try:
        return f"{idna.encode(name, uts46=True).decode()}{colon}{port}"
    except idna.IDNAError:
        return host


class _IdentifierField:
    """A model field that stores an identifier in its one form; the database knows no difference from the field that it extends."""

    normalise: Callable[[str], str]
    stored_as: type[models.Field[Any, Any]]
    in_forms: type[forms.Field]

    def to_python(self, value: Any) -> Any:
        found = super().to_python(value)  # type: ignore[misc]  # mixed into model fields
        return type(self).normalise(found) if found else found

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": self.in_forms, **kwargs})  # type: ignore[misc]  # as above

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        name, _, args, kwargs = super().deconstruct()  # type: ignore[misc]  # as above
        return name, f"django.db.models.{self.stored_as.__name__}", args, kwargs


class DoiFormField(forms.CharField):
    """A form field for a DOI."""

    def to_python(self, value: Any) -> str:
        return normalise_doi(super().to_python(value) or "")


class OrcidFormField(forms.CharField):
    """A form field for an ORCID iD."""

    def to_python(self, value: Any) -> str:
        return normalise_orcid(super().to_python(value) or "")


class UrlFormField(forms.URLField):
    """A form field for a web address."""

    default_validators = [URLValidator(schemes=_WEB)]

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"assume_scheme": "https", **kwargs})

    def to_python(self, value: Any) -> Any:
        # Django's own adds a scheme to everything that has none, and takes javascript: for a host.
        return normalise_url(forms.CharField.to_python(self, value) or "")


class EmailFormField(forms.EmailField):
    """A form field for a mail address."""

    def to_python(self, value: Any) -> str:
        return normalise_email(super().to_python(value) or "")


class DoiField(_IdentifierField, _CharField):
    """A model field for a DOI, which is stored without a prefix."""

    normalise = staticmethod(normalise_doi)
    stored_as = models.CharField
    in_forms = DoiFormField


class OrcidField(_IdentifierField, _CharField):
    """A model field for an ORCID iD, which is stored without a prefix, in groups of four."""

    normalise = staticmethod(normalise_orcid)
    stored_as = models.CharField
    in_forms = OrcidFormField


class UrlField(_IdentifierField, _URLField):
    """A model field for a web address, which is stored with its scheme: http or https."""

    normalise = staticmethod(normalise_url)
    stored_as = models.URLField
    in_forms = UrlFormField
    default_validators = [URLValidator(schemes=_WEB)]


class EmailField(_IdentifierField, _EmailField):
    """A model field for a mail address."""

    normalise = staticmethod(normalise_email)
    stored_as = models.EmailField
    in_forms = EmailFormField


class DoiBlock(blocks.CharBlock):
    """A block for a DOI, which is stored without a prefix."""

    normalise = staticmethod(normalise_doi)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(validators=[validate_doi], **kwargs)

    def clean(self, value: Any) -> Any:
        return super().clean(normalise_doi(value) if value else value)

    def get_translatable_segments(self, value: Any) -> list[Any]:
        """Nothing: it is the same in every language (wagtail-localize asks)."""
        return []


class UrlBlock(blocks.URLBlock):
    """A block for a web address, which is stored with its scheme: http or https."""

    normalise = staticmethod(normalise_url)

    def __init__(self, validators: Sequence[Callable[[Any], None]] = (), **kwargs: Any) -> None:
        super().__init__(validators=(URLValidator(schemes=_WEB), *validators), **kwargs)

    def clean(self, value: Any) -> Any:
        return super().clean(normalise_url(value) if value else value)


def normalise_columns(apps: Any, app_label: str) -> None:
    """For migrations: bring what is stored in an app's columns of web and mail addresses, and of DOIs, into its one form where that fits."""
    for model in apps.get_app_config(app_label).get_models():
        for field in model._meta.local_concrete_fields:
            normalise = _of_column(field)
            if normalise is None:
                continue
            for pk, value in model._base_manager.exclude(**{field.name: ""}).values_list("pk", field.name):
                found = normalise(value or "")
                if value and found != value and len(found) <= field.max_length:
                    model._base_manager.filter(pk=pk).update(**{field.name: found})


def _of_column(field: Any) -> Callable[[str], str] | None:
    if isinstance(field, models.URLField):
        return normalise_url
    if isinstance(field, models.EmailField):
        return normalise_email
    return normalise_doi if field.name == "doi" else None
