"""Oneself, as one may see and change it."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.person import the_person
from accounts.api.shapes import Person, Profile
from accounts.models import User
from accounts.services.update_profile import update_profile


class MeView(APIView):
    @extend_schema(operation_id="accounts_me", responses={200: Person})
    def get(self, request: Request) -> Response:
        """Who the token belongs to."""
        return _show(the_person(request))

    @extend_schema(operation_id="accounts_me_update", request=Profile, responses={200: Person})
    def patch(self, request: Request) -> Response:
        """Change your name or your locale. Nothing else is yours to change."""
        sent = Profile(data=request.data, partial=True)
        sent.is_valid(raise_exception=True)
        return _show(update_profile(user=the_person(request), **sent.validated_data))


def _show(user: User) -> Response:
    return Response(Person(user).data, headers={"Cache-Control": "private, no-cache"})
