"""A page of each template of the site, in the demo's library."""

from __future__ import annotations

MONEY = "/knowledge/how-to-ask-about-money/"
# Pages that need nothing but their address, with their templates.
PAGES = {
    "/": "pages/home.html",
    "/knowledge/": "pages/section.html",
    "/tools/?f=KIND:CHECKLIST": "pages/section.html",
    "/wellbeing/": "pages/section.html",
    "/initiatives/": "pages/section.html",
    "/events/": "pages/section.html",
    "/events/?when=past": "pages/section.html",
    "/events/?view=calendar": "pages/section.html",
    "/search/?q=money&f=TYPE:TOOL": "search.html",
    "/search/?q=xyzzyqwfp": "search.html",
    "/topics/": "topics.html",
    "/topics/housing/": "term.html",
    "/people/": "people.html",
    "/people/amina-okafor/": "term.html",
    "/organisations/": "organisations.html",
    "/map/": "action_map.html",
    "/map/?near=bradford": "action_map.html",
    "/about/": "pages/standard.html",
    "/nowhere/": "not_found.html",
    MONEY: "pages/article.html",
    "/tools/deep-social-history/": "pages/tool.html",
    "/tools/asthma-and-home-checklist/": "pages/tool.html",
    "/tools/community-health-worker-business-case/": "pages/tool.html",
    "/wellbeing/moral-injury/": "pages/wellbeing.html",
    "/events/whaminar-how-to-ask-about-money/": "pages/event.html",
    "/events/whaminar-housing-and-asthma/": "pages/event.html",
    "/initiatives/oldham-clean-air-school-run/": "pages/initiative.html",
    "/help-now/": "help_now.html",
    "/offline/": "offline.html",
    "/join/": "join.html",
    "/terms/": "agreement.html",
    "/confirm/a-link-of-a-mail/": "confirm.html",
    "/preview/?token=nonsense": "preview_refused.html",
    "/cy/": "pages/home.html",
}
