"""Who may look at something, and who may order it about."""

from typing import ClassVar

from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView


class MayLookAndOrder(BasePermission):
    """Looking needs one right; an order, whose answer shows what is there, needs another besides.

    Attributes:
        looking, ordering: permissions by the app's label and their codename.
    """

    looking: ClassVar[str]
    ordering: ClassVar[str]

    def has_permission(self, request: Request, view: APIView) -> bool:
        is_order = request.method not in SAFE_METHODS
        return request.user.has_perm(self.looking) and (not is_order or request.user.has_perm(self.ordering))


class MayUseQueues(MayLookAndOrder):
    looking, ordering = "background.view_queues", "background.operate_queues"


class MayUseLetters(MayLookAndOrder):
    looking, ordering = "background.view_jobs", "background.operate_queues"
