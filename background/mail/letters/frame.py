"""Shuts the HTML of a mail into a frame: nothing in it runs, loads or leads away."""

from collections.abc import Callable

from django.http import HttpResponse
from django.utils.csp import CSP
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.csp import csp_override

LOCKED_IN: dict[str, list[str] | str] = {
    "default-src": [CSP.NONE],
    "frame-ancestors": [CSP.SELF],
    "img-src": ["data:"],
    "sandbox": "",
    # Mail is styled inline. The sandbox lets nothing run or leave, so that it stays a matter of looks.
    "style-src": [CSP.UNSAFE_INLINE],
}


def locked_in[**P](view: Callable[P, HttpResponse]) -> Callable[P, HttpResponse]:
    """This view answers into an `<iframe sandbox>` of our own pages."""
    return xframe_options_sameorigin(csp_override(LOCKED_IN)(view))
