"""The whole project, with the mailbox of development."""

from django.urls import include, path

from config.urls import urlpatterns as project

urlpatterns = [*project, path("dev/mail/", include("config.mail_preview.urls"))]
