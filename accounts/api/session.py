"""Log in and out."""

from django.contrib.auth import logout
from drf_spectacular.utils import extend_schema
from knox.models import AbstractAuthToken
from rest_framework import status
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.person import the_person
from accounts.api.shapes import Credentials, Session
from accounts.exceptions import EmailNotVerified, TooManyAttempts, WrongCredentials
from accounts.services.log_in import log_in
from accounts.services.log_out import log_out_everywhere
from config.api.problems import Refusal
from config.client_address import client_network


class LoginView(APIView):
    authentication_classes = []
    permission_classes = [AllowAny]
    throttle_scope = "login"

    @extend_schema(operation_id="accounts_login", request=Credentials, responses={200: Session}, auth=[])
    def post(self, request: Request) -> Response:
        """Exchange address and password for a token. 401 if either is wrong, 403 if the address is not verified, 429 after many that
        were wrong."""
        sent = Credentials(data=request.data)
        sent.is_valid(raise_exception=True)
        try:
            login = log_in(**sent.validated_data, network=client_network(request._request))
        except TooManyAttempts as error:
            wait = {"Retry-After": str(error.seconds)}
            raise Refusal(429, "too_many_attempts", "Too many wrong passwords. Wait, or choose a new one by mail.", headers=wait) from error
        except WrongCredentials as error:
            challenge = {"WWW-Authenticate": "Token"}
            raise Refusal(401, "invalid_credentials", "The address or the password is wrong.", headers=challenge) from error
        except EmailNotVerified as error:
            raise Refusal(403, "email_not_verified", "Verify the address first, with the code from the mail.") from error
        return Response(Session(login).data, headers={"Cache-Control": "no-store"})


class LogoutView(APIView):
    @extend_schema(operation_id="accounts_logout", request=None, responses={204: None})
    def post(self, request: Request) -> Response:
        """Make this token worthless, or end the session of the admin if that is what was sent."""
        if isinstance(request.auth, AbstractAuthToken):
            request.auth.delete()
        else:
            logout(request._request)
        return Response(status=status.HTTP_204_NO_CONTENT)


class LogoutAllView(APIView):
    @extend_schema(operation_id="accounts_logout_all", request=None, responses={204: None})
    def post(self, request: Request) -> Response:
        """Make all your tokens worthless and end all your sessions, wherever they are."""
        log_out_everywhere(user=the_person(request))
        if request.auth is None:
            logout(request._request)
        return Response(status=status.HTTP_204_NO_CONTENT)
