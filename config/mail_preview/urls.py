"""Where the mail preview is: mounted at `/dev/mail/`, in development only."""

from django.urls import path

from config.mail_preview import views

app_name = "mail_preview"
urlpatterns = [
    path("", views.mail_list, name="list"),
    path("<str:mail_id>/", views.one_mail, name="mail"),
    path("<str:mail_id>/html/", views.html_part, name="html"),
]
