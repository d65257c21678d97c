"""What the ledger's pages have in common: they are for those who may see jobs, and only orders change anything."""

from collections.abc import Callable

from django.http import HttpResponseBase

from background.admin.guard import guarded
from background.admin.read_only import ReadOnlyAdmin
from background.admin.rules import OPERATE_JOBS, VIEW_JOBS, Rule, View


class LedgerAdmin(ReadOnlyAdmin):
    """None of ModelAdmin's own pages is served: its list counts all rows, and its form would show what is sealed."""

    needs = VIEW_JOBS

    def page(self, view: View) -> Callable[..., HttpResponseBase]:
        return guarded(self.admin_site, Rule(view, (VIEW_JOBS,), ("GET", "HEAD")), view)

    def command(self, view: View) -> Callable[..., HttpResponseBase]:
        return guarded(self.admin_site, Rule(view, (VIEW_JOBS, OPERATE_JOBS), ("POST",)), view)
