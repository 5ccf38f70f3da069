"""The admin's forms as a browser would send them, and how it rejects."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bs4 import BeautifulSoup
from django.test import Client


@dataclass
class AdminForm:
    """A form of the admin: its fields as rendered, with what a test fills in."""

    client: Client
    url: str
    data: dict[str, Any]

    def fill(self, **values: Any) -> AdminForm:
        self.data.update(values)
        return self

    def submit(self, **button: Any) -> Any:
        return self.client.post(self.url, {**self.data, **button})

    def preview(self, preview_url: str) -> Any:
        """Send the form to the preview and open what it shows; gives its response."""
        sent = self.client.post(preview_url, self.data)
        assert sent.json()["is_valid"], sent.content
        return self.client.get(preview_url, follow=True)


def open_form(client: Client, url: str) -> AdminForm:
    """The edit form at an address of the admin, with the empty streams that the page's script would add."""
    response = client.get(url)
    assert response.status_code == 200, response
    soup = BeautifulSoup(response.content, "html.parser")
    form = soup.find("form", attrs={"id": "page-edit-form"}) or soup.find("form", attrs={"method": "POST"})
    data: dict[str, Any] = {}
    ticked: dict[str, list[str]] = {}
    for field in form.find_all(["input", "textarea", "select"]):
        name = field.get("name")
        if not name or field.get("type") in {"submit", "button", "file"}:
            continue
        if field.name == "select":
            chosen = [option["value"] for option in field.find_all("option") if option.has_attr("selected")]
            data[name] = chosen if field.has_attr("multiple") else (chosen or [_first(field)])[0]
        elif field.get("type") in {"checkbox", "radio"}:
            if field.has_attr("checked"):
                ticked.setdefault(name, []).append(field.get("value", "on"))
        elif field.name == "textarea":
            data[name] = field.text.lstrip("\n")
        else:
            data[name] = field.get("value", "")
    data |= {name: values if len(values) > 1 else values[0] for name, values in ticked.items()}
    for holder in form.find_all(attrs={"data-block": True}):
        data.setdefault(f"{holder['id']}-count", "0")
    return AdminForm(client, url, data)


def _first(select: Any) -> str:
    option = select.find("option")
    return option["value"] if option else ""


def refused(response: Any) -> bool:
    """Wagtail answers what one may not do with its dashboard and a message, or with 403."""
    return response.status_code == 403 or (response.status_code == 302 and response["Location"] == "/admin/")
