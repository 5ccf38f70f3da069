"""The review of one draft, by the link of an invitation. Whoever opens the link changes nothing; only a form that is sent does.

The address is the key: its headers are those of `security.LINKS`, and the API is asked by POST.
"""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from web.api.keys import Keys
from web.api.models.client import Operations
from web.api.models.enums import ReviewAnswer, ReviewDecision
from web.api.models.input_types import (
    AnswerReviewInput,
    AnswerToQuestion,
    CommentOnReviewInput,
    ReviewBy,
    SuggestEditInput,
)
from web.api.transport import Exchange
from web.cookies import FORM_TOKEN, form_token, is_from_own_form, set_cookie
from web.form_fields import form_fields
from web.preview import draft_of, draft_page
from web.responding import Site, site_of

LONGEST = 6_000  # characters of a field; the API's are shorter
MOST = 60  # fields
OPEN = "OPEN"


async def review(request: Request) -> Response:
    """The page of a review: what is asked, the form, and what was sent before."""
    site, token = site_of(request), request.path_params["token"]
    if request.method != "POST":
        return await _page(request, site, token)
    fields = await form_fields(request, LONGEST, MOST)
    if not is_from_own_form(request, fields.get("form", "")):
        return await _page(request, site, token, 403, fields=fields, problem="FORM")
    error = await _sent(request, site, token, fields)
    if error is not None:
        return await _page(request, site, token, 422, fields=fields, problem="REFUSED", error=error)
    # To where it stands now: the words that were left, or the thanks for an answer.
    left = "comment" in fields or "suggest" in fields
    return RedirectResponse(f"{request.url.path}#{'left' if left else 'done'}", 303)


async def draft(request: Request) -> Response:
    """The draft that is reviewed, as readers will see it."""
    site, token = site_of(request), request.path_params["token"]
    page, exchange = await draft_of(site, {"review_token": token})
    back = f"/review/{token}/"
    if page is None:
        shell = await site.shell("/")
        return site.page(request, shell, "review_ended.html", 410, why=" ".join(exchange.messages))
    return await draft_page(request, site, page, reviewing=back)


async def _page(request: Request, site: Site, token: str, status: int = 200, **values: Any) -> Response:
    exchange = Exchange(draft=True, keys=_asker(request))
    found = (await site.answers.operations.review(token=token, exchange=exchange)).review
    shell = await site.shell("/")
    if found is None:
        return site.page(request, shell, "review_ended.html", 404, why=" ".join(exchange.messages))
    key = form_token(request)
    defaults: dict[str, Any] = {"fields": {}, "problem": "", "error": None, "wait": 0}
    shown = {**defaults, **values, "review": found, "token": token, "form_token": key}
    answer = site.page(request, shell, "review.html", status, **shown)
    set_cookie(request, answer, FORM_TOKEN, key)
    return answer


async def _sent(request: Request, site: Site, token: str, fields: dict[str, str]) -> Any:
    """Send what was filled in; gives what the API refuses, None where it did it. Raises ApiUnavailable."""
    by, exchange = ReviewBy(token=token), Exchange(keys=_asker(request))
    ask: Operations = site.answers.operations
    result: Any
    if "comment" in fields:
        sent = CommentOnReviewInput(review=by, text=fields.get("text", ""), quote=fields.get("quote", ""))
        result = (await ask.comment_on_review(input=sent, exchange=exchange)).comment_on_review
    elif "suggest" in fields:
        edit = SuggestEditInput(
            review=by,
            before=fields.get("before", ""),
            after=fields.get("after", ""),
            reason=fields.get("reason", ""),
        )
        result = (await ask.suggest_edit(input=edit, exchange=exchange)).suggest_edit
    else:
        result = (await ask.answer_review(input=_answer(by, fields), exchange=exchange)).answer_review
    if result is None:
        return {"message": " ".join(exchange.messages), "field": None}
    return result.errors[0] if result.errors else None


def _answer(by: ReviewBy, fields: dict[str, str]) -> AnswerReviewInput:
    answers = [
        AnswerToQuestion(questionId=name.removeprefix("question-"), answer=ReviewAnswer(value))
        for name, value in fields.items()
        if name.startswith("question-") and value in ReviewAnswer.__members__
    ]
    wished = fields.get("decision", "")
    decision = ReviewDecision(wished) if wished in ReviewDecision.__members__ else ReviewDecision.CHANGES
    return AnswerReviewInput(
        review=by,
        decision=decision,
        revision=fields.get("revision", ""),
        answers=answers,
        note=fields.get("note", ""),
        signed=fields.get("signed", "yes") != "no",
        public="public" in fields,
    )


def _asker(request: Request) -> Keys:
    """Whose tries the API counts: those of the reader's address, and nobody's rights beside the link's."""
    return Keys(address=request.client.host if request.client else "")
