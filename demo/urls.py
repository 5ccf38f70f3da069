"""Pages that the demo alone has."""

from __future__ import annotations

from django.urls import path

from demo.mailbox import mailbox

urlpatterns = [path("mailbox/", mailbox, name="demo_mailbox")]
