"""The accounts' part of the API."""

from django.urls import path

from accounts.api.me import MeView
from accounts.api.password_reset import PasswordResetConfirmView, PasswordResetView
from accounts.api.registration import CodeResendView, RegistrationView, VerificationView
from accounts.api.session import LoginView, LogoutAllView, LogoutView

app_name = "accounts"
urlpatterns = [
    path("register/", RegistrationView.as_view(), name="register"),
    path("verify/", VerificationView.as_view(), name="verify"),
    path("verify/resend/", CodeResendView.as_view(), name="resend"),
    path("login/", LoginView.as_view(), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("logout-all/", LogoutAllView.as_view(), name="logout-all"),
    path("password-reset/", PasswordResetView.as_view(), name="password-reset"),
    path("password-reset/confirm/", PasswordResetConfirmView.as_view(), name="password-reset-confirm"),
    path("me/", MeView.as_view(), name="me"),
]
