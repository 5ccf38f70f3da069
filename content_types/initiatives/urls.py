"""Addresses of what initiatives offer beside their pages."""

from __future__ import annotations

from django.urls import path

from content_types.initiatives import views

urlpatterns = [path("initiatives.geojson", views.initiatives, name="initiatives_geojson")]
