"""Newsletters in the admin: compose one and see it as its readers will, send it, and see how far it is."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils import timezone

from background.admin.guard import guarded
from background.admin.mail.newsletter_form import NewsletterForm
from background.admin.mail.newsletter_orders import order_newsletter
from background.admin.mail.newsletter_preview import preview
from background.admin.mail.rights import may_operate
from background.admin.read_only import ReadOnlyAdmin
from background.admin.rules import OPERATE_MAIL, VIEW_MAIL, Rule
from background.constants import NewsletterState
from background.mail.bulk.mailing import progress_of
from background.mail.newsletters import life
from background.models import Newsletter

ORDERS = {
    NewsletterState.SCHEDULED: ("pause", "cancel"),
    NewsletterState.SENDING: ("pause", "cancel"),
    NewsletterState.PAUSED: ("resume", "cancel"),
}
"""What can be done with one in which state, besides sending a draft."""


@admin.register(Newsletter)
class NewsletterAdmin(ReadOnlyAdmin):
    needs = VIEW_MAIL
    form = NewsletterForm  # type: ignore[assignment]  # a form of this model, not of any
    actions = None  # to delete several would not look at their states
    fields = ("subject", "html", "text")
    list_display = ("subject", "state", "run_at", "created_at", "updated_at")
    list_filter = ("state",)
    search_fields = ("subject",)
    show_full_result_count = False
    change_form_template = "admin/background/newsletter.html"

    def get_urls(self) -> list[URLPattern]:
        sees, operates = (VIEW_MAIL,), (VIEW_MAIL, OPERATE_MAIL)
        shown = guarded(self.admin_site, Rule(preview, sees, ("GET", "HEAD", "POST")), preview)
        ordered = guarded(self.admin_site, Rule(order_newsletter, operates, ("POST",)), order_newsletter)
        return [
            path("preview/", shown, name="background_newsletter_preview_form"),
            path("<uuid:newsletter_id>/preview/", shown, name="background_newsletter_preview"),
            path("<uuid:newsletter_id>/orders/", ordered, name="background_newsletter_orders"),
            *super().get_urls(),
        ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return may_operate(request)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return may_operate(request) and (obj is None or _state(obj) is NewsletterState.DRAFT)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return may_operate(request) and (obj is None or _state(obj) is NewsletterState.DRAFT)

    def save_model(self, request: HttpRequest, obj: Any, form: "forms.ModelForm[Any]", change: bool) -> None:  # noqa: FBT001  # Django's signature
        content = {name: form.cleaned_data[name] for name in self.fields}
        if change:
            life.rewrite(obj.pk, **content)
        else:
            obj.pk = life.compose(**content, owner=str(request.user.pk)).pk
        obj.refresh_from_db()

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        newsletter = self.get_object(request, unquote(object_id)) if object_id else None
        shown = newsletter if isinstance(newsletter, Newsletter) else None
        return super().changeform_view(request, object_id, form_url, {**(extra_context or {}), **_context(request, shown)})


def _context(request: HttpRequest, newsletter: Newsletter | None) -> dict[str, Any]:
    state = _state(newsletter) if newsletter else None
    return {
        "newsletter": newsletter,
        "progress": progress_of(newsletter.batch_id) if newsletter and newsletter.batch_id else None,
        "may_send": may_operate(request) and state is NewsletterState.DRAFT,
        "orders": ORDERS.get(state, ()) if state and may_operate(request) else (),
        "may_write": may_operate(request) and state in (None, NewsletterState.DRAFT),
        "now": timezone.localtime(),
    }


def _state(newsletter: Model) -> NewsletterState:
    return NewsletterState(getattr(newsletter, "state"))  # noqa: B009  # of a model that Django hands over as any
