"""Who there is, for staff."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.permissions import BasePermission, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.person import the_person
from accounts.api.shapes import Person
from accounts.exceptions import InvalidCursor
from accounts.services.list_people import list_people
from background.api.pagination import paged
from config.api.serializers import StrictSerializer


class MaySeePeople(BasePermission):
    def has_permission(self, request: Request, view: APIView) -> bool:
        return request.user.has_perm("accounts.view_user")


class PeopleQuery(StrictSerializer):
    cursor = serializers.CharField(max_length=80, required=False, default="")
    limit = serializers.IntegerField(min_value=1, max_value=100, default=25)


class PeopleView(APIView):
    permission_classes = [IsAuthenticated, MaySeePeople]

    @extend_schema(operation_id="users_list", parameters=[PeopleQuery], responses={200: Person(many=True)})
    def get(self, request: Request) -> Response:
        """Everybody who has registered, the newest first. Needs `accounts.view_user`; a notification tells that somebody looked."""
        given = PeopleQuery(data=request.query_params)
        given.is_valid(raise_exception=True)
        try:
            page = list_people(by=the_person(request), **given.validated_data)
        except InvalidCursor as error:
            raise ValidationError({"cursor": [ErrorDetail(str(error), "invalid")]}) from error
        return paged(request, [Person(user).data for user in page.users], older=page.older, newer=page.newer)
