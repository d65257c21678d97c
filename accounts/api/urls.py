"""The accounts' part of the API."""

from django.urls import path

from accounts.api.me import MeView
from accounts.api.registration import CodeResendView, RegistrationView, VerificationView
from accounts.api.session import LoginView, LogoutView

app_name = "accounts"
urlpatterns = [
    path("register/", RegistrationView.as_view(), name="register"),
    path("verify/", VerificationView.as_view(), name="verify"),
    path("verify/resend/", CodeResendView.as_view(), name="resend"),
    path("login/", LoginView.as_view(), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("me/", MeView.as_view(), name="me"),
]
