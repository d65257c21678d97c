"""Every door of the project."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path, re_path

from background.monitoring.health import healthz, readyz
from background.monitoring.metrics import metrics
from background.pages.unsubscribe import UnsubscribeView
from config.api.only_problems import unknown_url
from config.favicon import favicon
from config.reader_language import in_readers_language
from config.start_page import start_page

admin.autodiscover()

urlpatterns = [
    path("", start_page, name="start"),
    path("", include("accounts.pages.urls")),
    path("favicon.ico", favicon, name="favicon"),
    path("admin/", admin.site.urls),
    path("api/v1/", include("config.api.urls")),
    re_path("^api/", unknown_url),
    path("anymail/", include("background.api.webhooks.urls")),
    path("unsubscribe/<str:token>/", in_readers_language(UnsubscribeView.as_view()), name="unsubscribe"),
    path("healthz/", healthz, name="healthz"),
    path("readyz/", readyz, name="readyz"),
    path("metrics", metrics, name="metrics"),
]

if settings.DEBUG and settings.MAIL_DIR:
    urlpatterns.append(path("dev/mail/", include("config.mail_preview.urls")))

handler400 = "config.error_pages.bad_request"
handler403 = "config.error_pages.permission_denied"
handler404 = "config.error_pages.not_found"
handler500 = "config.error_pages.server_error"
