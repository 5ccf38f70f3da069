"""Redirects in the admin: paths of this site as targets, none that would have no effect, and files that are imported whole or not at all."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.signing import BadSignature
from django.core.validators import URLValidator
from django.db import transaction
from django.db.models import Q
from django.utils.encoding import iri_to_uri
from wagtail.contrib.redirects import forms as wagtail_forms
from wagtail.contrib.redirects.models import Redirect
from wagtail.log_actions import log
from wagtail.models import Page, Site

from content_types.core.redirects import circles, spellings
from delivery.addresses import frontends

_WEB = URLValidator(schemes=["http", "https"])
NEW = 0  # the key of the redirect in the form, among those that there are
HEADER_LINES = 1


class LibraryRedirectForm(wagtail_forms.RedirectForm):
    """Wagtail's form, which also takes paths of this site and refuses what would have no effect."""

    redirect_link = forms.CharField(
        label="Or to any address",
        required=False,
        max_length=255,
        help_text="An address that begins with https://, or a path of this site that begins with /",
    )

    def clean_redirect_link(self) -> str:
        link: str = self.cleaned_data["redirect_link"].strip()
        inside = link.startswith("/") and not link.startswith("//")
        try:
            if link:
                _WEB(f"https://example.org{iri_to_uri(link)}" if inside else link)
        except ValidationError:
            raise ValidationError(
                "Write an address that begins with https://, or a path of this site that begins with /, such as /tools/.",
                code="target",
            ) from None
        return link

    def clean(self) -> dict[str, Any]:
        super().clean()
        found: dict[str, Any] = self.cleaned_data
        link, page = found.get("redirect_link"), found.get("redirect_page")
        if link == "" and page is None:
            self.add_error(
                "redirect_link", ValidationError("Choose a page, or write where the address leads now.", code="target")
            )
        if found.get("old_path"):
            self._check_address(found["old_path"], found.get("site"), link or "")
        return found

    def _check_address(self, old_path: str, site: Site | None, link: str) -> None:
        sites = [site] if site else list(Site.objects.all())
        others = Redirect.objects.exclude(pk=self.instance.pk)
        if not self.has_error("__all__") and others.filter(old_path__in=spellings(old_path), site=site).exists():
            self.add_error(
                "old_path", ValidationError("A redirect from this address exists. Change that one.", code="unique")
            )
        page = _live_page_at(old_path, sites)
        if page is not None:
            self.add_error(
                "old_path",
                ValidationError(
                    f"“{page.title}” is published at this address, and a page comes before a redirect. Unpublish or move the page first, "
                    "or choose another address.",
                    code="page",
                ),
            )
        target = _own_path(link, sites)
        if target is not None and _live_page_at(target, sites) is None and _comes_back(old_path, target, others, sites):
            message = "This would lead back to where it begins. Choose another page or address."
            self.add_error("redirect_link", ValidationError(message, code="circle"))

    def _get_validation_exclusions(self) -> set[str]:
        # The model's own field takes no paths; this form has looked at it.
        return {*super()._get_validation_exclusions(), "redirect_link"}


def _live_page_at(address: str, sites: list[Site]) -> Page | None:
    path = spellings(address.partition("?")[0])[0].strip("/")
    roots = [site.root_page.url_path for site in sites]
    found: Page | None = (
        Page.objects.live().filter(url_path__in=[f"{root}{path}/" if path else root for root in roots]).first()
    )
    return found


def _own_path(link: str, sites: list[Site]) -> str | None:
    if link.startswith("/"):
        return link
    own = frontends()
    roots = {root for site in sites for root in (own[site.pk], site.root_url)}
    return next((link[len(root) :] for root in roots if link.startswith(f"{root}/")), None)


def _comes_back(old_path: str, target: str, others: Any, sites: list[Site]) -> bool:
    of_these = Q(site__in=sites) | Q(site=None)
    rows = others.filter(of_these, redirect_page=None).values_list("pk", "old_path", "redirect_link")
    links = [(pk, old, path) for pk, old, link in rows if (path := _own_path(link, sites)) is not None]
    return NEW in circles([*links, (NEW, old_path, target)])


def _clean_signed(self: Any) -> dict[str, Any]:
    """In place of Wagtail's, which stops where something is missing: what was not signed here is refused."""
    found: dict[str, Any] = super(wagtail_forms.ConfirmImportManagementForm, self).clean() or self.cleaned_data
    for name in ("import_file_name", "input_format"):
        try:
            found[name] = self.signer.unsign(found.get(name, ""))
        except BadSignature as error:
            raise ValidationError("This is not the file that was shown. Begin again.", code="signature") from error
    return found


class _Rejected(Exception):
    """A file with problems: nothing of it is kept."""


def import_whole(dataset: Any, config: dict[str, Any]) -> dict[str, Any]:
    """Make a redirect of each row, or of none: what is wrong is told by its line. In the place of Wagtail's ``create_redirects_from_dataset``."""
    problems: list[list[str]] = []
    rows = [(number, row) for number, row in enumerate(dataset, start=HEADER_LINES + 1) if any(row)]
    try:
        with transaction.atomic():
            for number, row in rows:
                problems.extend(_import_row(number, row, config))
            if problems:
                raise _Rejected  # noqa: TRY301 - undoes what the rows before have written
    except _Rejected:
        pass
    made = 0 if problems else len(rows)
    return {"errors": problems, "errors_count": len(problems), "successes": made, "total": len(rows)}


def _import_row(number: int, row: Any, config: dict[str, Any]) -> list[list[str]]:
    wanted = max(config["from_index"], config["to_index"]) + 1
    cells = ["" if cell is None else str(cell) for cell in row]
    if len(cells) < wanted:
        message = f"Line {number}: it has {len(cells)} of {wanted} columns. Add what is missing, or remove the line."
        return [[*cells[:1], "", message]]
    old, new = cells[config["from_index"]], cells[config["to_index"]]
    site = {"site": config["site"].pk} if config["site"] else {}
    form = LibraryRedirectForm({"old_path": old, "redirect_link": new, "is_permanent": config["permanent"], **site})
    if not form.is_valid():
        return [[old, new, f"Line {number}: {message}"] for messages in form.errors.values() for message in messages]
    redirect = form.save()
    log(instance=redirect, action="wagtail.create")
    return []


def use() -> None:
    """Put the form and the import in the place of Wagtail's, wherever it has looked them up already."""
    from wagtail.contrib.redirects import views

    # The package of the API hides its module behind a router of the same name.
    api: Any = import_module("wagtail.contrib.redirects.api.v3.router")
    for module in (wagtail_forms, views, api):
        module.RedirectForm = LibraryRedirectForm
    views.CreateView.form_class = views.EditView.form_class = LibraryRedirectForm
    views.create_redirects_from_dataset = import_whole
    wagtail_forms.ConfirmImportManagementForm.clean = _clean_signed
