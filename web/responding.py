"""From what was found to an answer: the frame around it, its headers, and what is said where nothing was found."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from jinja2 import Environment
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from web.api.answers import Answer, Answers
from web.api.keys import NOBODY, current_keys, reading_with
from web.api.models.client import Operations
from web.reading import Reads
from web.rendered import Rendered
from web.settings import Settings
from web.site import Shell, shell_of

PUBLIC = "public, max-age=0, s-maxage=30, stale-while-revalidate=30"


@dataclass(frozen=True)
class Site:
    """What one process of the site holds."""

    settings: Settings
    answers: Answers
    templates: Environment
    rendered: Rendered = field(default_factory=Rendered)
    reads: Reads = field(default_factory=Reads)
    shells: dict[str | None, Shell] = field(default_factory=dict)  # the last one in each language

    async def shell(self, path: str) -> Shell:
        """The frame for a path: in the language that it begins with, or in the site's own. Raises ApiUnavailable."""
        with reading_with(NOBODY):  # the same for everybody, so it is not asked for each reader with keys
            own = await self._shell(None)
            first = path.strip("/").split("/")[0]
            others = {one.code for one in own.languages if not one.is_default}
            return await self._shell(first) if first in others else own

    async def _shell(self, locale: str | None) -> Shell:
        answer = await self.answers.ask(Operations.shell, locale=locale)
        known = self.shells.get(locale)
        if known is None or known.made_of is not answer.data or known.stale != answer.stale:
            known = self.shells[locale] = shell_of(answer, locale)
        return known

    def page(
        self,
        request: Request,
        shell: Shell,
        template: str,
        status: int = 200,
        of: tuple[Answer[Any], ...] = (),
        **values: Any,
    ) -> Response:
        """A page of the site. Where it is made of answers, its path and its query alone, `of` names the answers: then it
        is rendered once for everybody, until one of them is another. Who asks to be spared data has pages of their own."""
        context = {
            "shell": shell,
            "path": request.url.path,
            "settings": self.settings,
            "stale": shell.stale or any(one.stale for one in of),
            "head": None,
            "keys": current_keys(),
            "sparing": request.headers.get("Save-Data", "").lower() == "on",
            **values,
        }
        public = status == 200 and not context["stale"]
        headers = {"Cache-Control": PUBLIC if public else "no-store", "Vary": "Save-Data"}
        if of and public and not current_keys():
            today = f"{datetime.now(UTC):%Y-%m-%d}"
            key = (template, request.url.path, request.url.query, today, str(context["sparing"]))
            made_of = (shell, *(one.data for one in of))
            page = self.rendered.get(key, made_of, lambda: self.templates.get_template(template).render(context))
            return page.answer(request, headers)
        return HTMLResponse(self.templates.get_template(template).render(context), status, headers)


def site_of(request: Request) -> Site:
    """The site that a request came to."""
    found: Site = request.app.state.site
    return found
