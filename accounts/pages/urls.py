"""The pages to which mails link. Their paths are those of the links."""

from django.urls import path

from accounts.pages.forgot_password import forgot_password_page
from accounts.pages.message import mail_is_underway, password_changed, verified
from accounts.pages.reset_password import reset_password_page
from accounts.pages.verify_email import verify_email_page

app_name = "accounts_pages"
urlpatterns = [
    path("forgot-password", forgot_password_page, name="forgot-password"),
    path("forgot-password/done", mail_is_underway, name="mail-is-underway"),
    path("reset-password", reset_password_page, name="reset-password"),
    path("reset-password/done", password_changed, name="password-changed"),
    path("verify-email", verify_email_page, name="verify-email"),
    path("verify-email/done", verified, name="verified"),
]
