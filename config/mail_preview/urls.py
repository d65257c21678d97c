"""Where the mail preview is: mounted at `/dev/mail/`, in development only."""

from django.urls import path

from config.mail_preview import templates, views

app_name = "mail_preview"
urlpatterns = [
    path("", views.mail_list, name="list"),
    path("templates/", templates.template_list, name="templates"),
    path("templates/<slug:name>/", templates.one_template, name="template"),
    path("templates/<slug:name>/html/", templates.template_html, name="template_html"),
    path("<str:mail_id>/", views.one_mail, name="mail"),
    path("<str:mail_id>/html/", views.html_part, name="html"),
]
