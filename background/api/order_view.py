"""What all views that give orders have in common."""

from typing import Any

from rest_framework.views import APIView

from background.orders.transactions import keeps_its_entries


class OrderView(APIView):
    """Its orders stay in the admin's log, also where the request fails afterwards."""

    @classmethod
    def as_view(cls, **initkwargs: Any) -> Any:
        return keeps_its_entries(super().as_view(**initkwargs))
