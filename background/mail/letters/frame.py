"""Shuts the HTML of a mail into a frame: nothing in it runs or leads away, and what it loads is what the view allows."""

from collections.abc import Callable

from django.http import HttpResponse
from django.utils.csp import CSP
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.csp import csp_override


def locked_in[**P](view: Callable[P, HttpResponse], *, images: str = "data:") -> Callable[P, HttpResponse]:
    """This view answers into an `<iframe sandbox>` of our own pages.

    Args:
        images: from where they may be loaded. Those of a mail that was sent are not: that would tell its sender who looks at it.
    """
    rules: dict[str, list[str] | str] = {
        "default-src": [CSP.NONE],
        "frame-ancestors": [CSP.SELF],
        "img-src": [images],
        "sandbox": "",
        # Mail is styled inline. The sandbox lets nothing run or leave, so that it stays a matter of looks.
        "style-src": [CSP.UNSAFE_INLINE],
    }
    return xframe_options_sameorigin(csp_override(rules)(view))
