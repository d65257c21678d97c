"""The mail preview alone, mounted as development does."""

from django.urls import include, path

urlpatterns = [path("dev/mail/", include("config.mail_preview.urls"))]
