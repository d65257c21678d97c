"""Become known, prove the address, ask for another code: three doors that tell no stranger who is known."""

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.open_door import MAIL_IS_UNDERWAY, OpenDoor
from accounts.api.shapes import Answer, CodeRequest, Registration, Verification
from accounts.exceptions import InvalidCode
from accounts.services.register import register
from accounts.services.resend_code import resend_code
from accounts.services.verify_email import verify_email
from config.api.problems import Refusal


class RegistrationView(OpenDoor):
    @extend_schema(operation_id="accounts_register", request=Registration, responses={202: Answer}, auth=[])
    def post(self, request: Request) -> Response:
        """Register. The answer is the same for new and known addresses; the mail tells."""
        sent = Registration(data=request.data)
        sent.is_valid(raise_exception=True)
        register(**sent.validated_data)
        return Response({"detail": MAIL_IS_UNDERWAY}, status=status.HTTP_202_ACCEPTED)


class VerificationView(OpenDoor):
    @extend_schema(operation_id="accounts_verify", request=Verification, responses={200: Answer}, auth=[])
    def post(self, request: Request) -> Response:
        """Prove the address by the code from the mail."""
        sent = Verification(data=request.data)
        sent.is_valid(raise_exception=True)
        try:
            verify_email(**sent.validated_data)
        except InvalidCode as error:
            raise Refusal(400, "invalid_code", "The code is wrong or no longer good. Ask for another.") from error
        return Response({"detail": "The address is verified. You can log in now."})


class CodeResendView(OpenDoor):
    @extend_schema(operation_id="accounts_verify_resend", request=CodeRequest, responses={202: Answer}, auth=[])
    def post(self, request: Request) -> Response:
        """Ask for another code, at most one a minute and ten a day."""
        sent = CodeRequest(data=request.data)
        sent.is_valid(raise_exception=True)
        resend_code(**sent.validated_data)
        return Response({"detail": MAIL_IS_UNDERWAY}, status=status.HTTP_202_ACCEPTED)
