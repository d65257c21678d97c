"""Webhooks of providers; mail that comes in is not taken."""

from django.urls import path

from background.api.webhooks.door import tracking

app_name = "webhooks"
urlpatterns = [path("<slug:esp>/tracking/", tracking, name="tracking")]
