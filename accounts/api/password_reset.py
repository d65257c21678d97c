"""Forgot the password: ask for a link, and choose a new password with it."""

from django.core.exceptions import ValidationError as Refused
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.fields import get_error_detail
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.open_door import MAIL_IS_UNDERWAY, OpenDoor
from accounts.api.shapes import Answer, LinkRequest, NewPassword
from accounts.exceptions import InvalidLink
from accounts.services.request_password_reset import request_password_reset
from accounts.services.reset_password import reset_password
from config.api.problems import Refusal


class PasswordResetView(OpenDoor):
    @extend_schema(operation_id="accounts_password_reset", request=LinkRequest, responses={202: Answer}, auth=[])
    def post(self, request: Request) -> Response:
        """Ask for a link to choose a new password, at most one a minute and ten a day."""
        sent = LinkRequest(data=request.data)
        sent.is_valid(raise_exception=True)
        request_password_reset(**sent.validated_data)
        return Response({"detail": MAIL_IS_UNDERWAY}, status=status.HTTP_202_ACCEPTED)


class PasswordResetConfirmView(OpenDoor):
    @extend_schema(operation_id="accounts_password_reset_confirm", request=NewPassword, responses={204: None}, auth=[])
    def post(self, request: Request) -> Response:
        """Choose a new password with what the link from the mail says. It logs you out everywhere, and verifies the address."""
        sent = NewPassword(data=request.data)
        sent.is_valid(raise_exception=True)
        try:
            reset_password(**sent.validated_data)
        except InvalidLink as error:
            raise Refusal(400, "invalid_token", "The link is wrong or no longer good. Ask for another.") from error
        except Refused as error:
            raise serializers.ValidationError({"new_password": get_error_detail(error)}) from error
        return Response(status=status.HTTP_204_NO_CONTENT)
