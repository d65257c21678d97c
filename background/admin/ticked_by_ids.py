"""Lists of the admin whose orders survive what no page of theirs would have ticked."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[Any]
else:
    ModelAdmin = admin.ModelAdmin  # generic in its stubs only


class TickedByIds(ModelAdmin):
    """Django looks up whatever was posted as an id, and answers 500 where it is none."""

    def response_action(self, request: HttpRequest, queryset: QuerySet[Any], *args: Any, **kwargs: Any) -> HttpResponse | None:
        ticked = request.POST.getlist(ACTION_CHECKBOX_NAME)
        strange = next((value for value in ticked if not self._is_id(value)), None)
        if strange is None:
            return super().response_action(request, queryset, *args, **kwargs)
        self.message_user(request, f"{strange!r} is no id. Nothing has been changed; tick again what you mean.", messages.ERROR)
        return None

    def _is_id(self, value: str) -> bool:
        """Whether the key can be so: one of the field's kind, and a number within the bounds of its column."""
        if not value.strip() or "\0" in value:
            return False
        try:
            self.opts.pk.run_validators(self.opts.pk.to_python(value))
        except (ValidationError, ValueError):
            return False
        return True
