"""Addresses of feeds; no page has such a one, because slugs have no dots."""

from __future__ import annotations

from django.urls import path, re_path

from content_types.core.responses import PAGE_PATH
from feeds import views

urlpatterns = [
    path("feeds/library.atom", views.library_feed, name="library_feed"),
    path("feeds/<slug:name>.atom", views.type_feed, name="type_feed"),
    path("topics/<slug:slug>/feed.atom", views.topic_feed, name="topic_feed"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
    path("sitemap-<int:number>.xml", views.sitemap_part, name="sitemap_part"),
    path("robots.txt", views.robots, name="robots"),
    path("llms.txt", views.llms, name="llms"),
    path("index.md", views.page_as_markdown, name="home_markdown"),
    re_path(rf"^{PAGE_PATH}\.md$", views.page_as_markdown, name="page_markdown"),
]
