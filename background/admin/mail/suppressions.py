"""Suppressed addresses in the admin: to find, to add and to take away. Django's own log has each act."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from background.admin.mail.model_form import OfSuppression
from background.admin.mail.rights import may_operate
from background.admin.read_only import ReadOnlyAdmin
from background.admin.rules import VIEW_MAIL
from background.admin.ticked_by_ids import TickedByIds
from background.constants import SuppressionReason
from background.exceptions import PayloadInvalid
from background.mail.address import comparable, comparable_domain, one_address
from background.models import Suppression


class SuppressionForm(OfSuppression):
    class Meta:
        model = Suppression
        fields = ("address", "reason", "detail")
        help_texts: ClassVar = {"detail": "Who asked for it, say, and how."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "reason" in self.fields:  # those who may only look have no fields
            self.fields["reason"].initial = SuppressionReason.MANUAL.value

    def clean_address(self) -> str:
        try:
            return comparable(one_address(self.cleaned_data["address"]))
        except PayloadInvalid as error:
            raise forms.ValidationError(str(error), code="invalid") from error


@admin.register(Suppression)
class SuppressionAdmin(TickedByIds, ReadOnlyAdmin):
    needs = VIEW_MAIL
    form = SuppressionForm
    list_display = ("address", "reason", "detail", "since")
    list_filter = ("reason",)
    search_fields = ("address",)
    search_help_text = "A part of the address"
    show_full_result_count = False
    readonly_fields = ("since",)

    def get_search_results(self, request: HttpRequest, queryset: QuerySet[Model], search_term: str) -> tuple[QuerySet[Model], bool]:
        local, at, domain = search_term.strip().lower().rpartition("@")
        return queryset.filter(address__contains=f"{local}{at}{comparable_domain(domain)}"), False

    def save_model(self, request: HttpRequest, obj: Any, form: "forms.ModelForm[Any]", change: bool) -> None:  # noqa: FBT001  # Django's signature
        obj.since = timezone.now()
        super().save_model(request, obj, form, change)

    def get_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        return ("address", "reason", "detail", "since") if obj else ("address", "reason", "detail")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return may_operate(request)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return may_operate(request)
