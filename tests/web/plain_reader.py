"""Somebody who reads the site in a browser without JavaScript, and sends its forms."""

from __future__ import annotations

import html
import http.cookiejar
import re
import urllib.error
import urllib.parse
import urllib.request
import uuid

from tests.support.patience import PATIENCE
from tests.web.site import Page, Site


class PlainReader:
    """A browser of its own, without JavaScript."""

    def __init__(self, site: Site) -> None:
        self.site, self.jar = site, http.cookiejar.CookieJar()
        handlers = (urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(self.jar))
        self.opener = urllib.request.build_opener(*handlers)

    def ask(self, path: str, fields: dict[str, str] | None = None, **headers: str) -> Page:
        """What the site answers in the end; with fields, to a form."""
        return self._asked(path, None if fields is None else urllib.parse.urlencode(fields).encode(), headers)

    def _asked(self, path: str, body: bytes | None, headers: dict[str, str]) -> Page:
        request = urllib.request.Request(f"{self.site.url}{path}", body, headers)
        try:
            answer = self.opener.open(request, timeout=PATIENCE)
        except urllib.error.HTTPError as error:
            answer = error
        with answer:
            return Page(
                answer.status,
                answer.read().decode(),
                {name.lower(): value for name, value in answer.headers.items()},
                answer.url,
            )

    def fill(self, found: Page, action: str, **fields: str) -> Page:
        """Send the form of a page that goes to an address."""
        form = re.search(rf'<form[^>]*action="{action}".*?</form>', found.text, re.DOTALL)
        assert form is not None
        return self.send(form[0], action, **fields)

    def send(self, form: str, path: str, **fields: str) -> Page:
        """Send a form, with what is hidden in it and these fields."""
        hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form))
        hidden = {name: html.unescape(value) for name, value in hidden.items()}
        return self.ask(path, {**hidden, **fields}, Origin=self.site.url)

    def send_files(self, form: str, path: str, files: dict[str, bytes], **fields: str) -> Page:
        """Send a form with files, as browsers do."""
        hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form))
        parts = [(f'name="{name}"', html.unescape(value).encode()) for name, value in {**hidden, **fields}.items()]
        parts += [(f'name="files"; filename="{name}"', content) for name, content in files.items()]
        line = uuid.uuid4().hex
        body = b"".join(
            f"--{line}\r\nContent-Disposition: form-data; {about}\r\n\r\n".encode() + content + b"\r\n"
            for about, content in parts
        )
        kind = f"multipart/form-data; boundary={line}"
        return self._asked(path, body + f"--{line}--\r\n".encode(), {"Origin": self.site.url, "Content-Type": kind})
