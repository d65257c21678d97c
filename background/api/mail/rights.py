"""Who may do what with mail."""

from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from background.api.rights import MayLookAndOrder


class MayUseMail(BasePermission):
    """Looking needs `background.view_mail`, everything else `background.operate_mail`."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        right = "view_mail" if request.method in SAFE_METHODS else "operate_mail"
        return request.user.has_perm(f"background.{right}")


class MayOrderMail(MayLookAndOrder):
    looking, ordering = "background.view_mail", "background.operate_mail"


class MayOperateMail(BasePermission):
    """Looking is for everyone; they see what their own jobs mail."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        return request.method in SAFE_METHODS or request.user.has_perm("background.operate_mail")
