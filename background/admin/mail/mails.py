"""The log of mail in the admin: to find, to read, and, with the right to it, to send again."""

from collections.abc import Callable

from django.contrib import admin
from django.http import HttpResponseBase
from django.urls import URLPattern, path

from background.admin.guard import guarded
from background.admin.mail import letters
from background.admin.mail.mail_body import mail_body
from background.admin.mail.mail_list import mail_list
from background.admin.mail.mail_page import mail_page
from background.admin.mail.resend import resend
from background.admin.read_only import ReadOnlyAdmin
from background.admin.rules import OPERATE_MAIL, VIEW_MAIL, Rule, View
from background.models import MailMessage


@admin.register(MailMessage)
class MailMessageAdmin(ReadOnlyAdmin):
    """None of ModelAdmin's own pages is served: its list counts all rows."""

    needs = VIEW_MAIL

    def get_urls(self) -> list[URLPattern]:
        return [
            path("", self._page(mail_list), name="background_mailmessage_changelist"),
            path("templates/", self._page(letters.template_list), name="background_mailmessage_templates"),
            path("templates/<slug:name>/", self._page(letters.template_page), name="background_mailmessage_template"),
            path("templates/<slug:name>/html/", self._page(letters.template_html), name="background_mailmessage_template_html"),
            path("<uuid:mail_id>/", self._page(mail_page), name="background_mailmessage_change"),
            path("<uuid:mail_id>/body/", self._page(mail_body), name="background_mailmessage_body"),
            path("<uuid:mail_id>/resend/", self._command(resend), name="background_mailmessage_resend"),
        ]

    def _page(self, view: View) -> Callable[..., HttpResponseBase]:
        return guarded(self.admin_site, Rule(view, (VIEW_MAIL,), ("GET", "HEAD")), view)

    def _command(self, view: View) -> Callable[..., HttpResponseBase]:
        return guarded(self.admin_site, Rule(view, (VIEW_MAIL, OPERATE_MAIL), ("POST",)), view)
