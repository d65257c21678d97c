"""The page by which somebody gets no more bulk mail, and the one click of a mail program that does the same."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from background.exceptions import TokenInvalid
from background.mail.unsubscribe import subscription
from background.mail.unsubscribe.links import address_of


@method_decorator([csrf_exempt, never_cache], name="dispatch")
class UnsubscribeView(View):
    """RFC 8058: a POST, from wherever, without cookie or CSRF token, unsubscribes; the token is the right to do so. A GET, which
    programs send to look at links, never does. `subscribe=again` in the form takes it back."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        return self._answer(request, token)

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        try:
            address = address_of(token)
        except TokenInvalid:
            return self._answer(request, token)
        if request.POST.get("subscribe") == "again":
            subscription.subscribe_again(address)
        else:
            subscription.unsubscribe(address)
        return self._answer(request, token)

    def _answer(self, request: HttpRequest, token: str) -> HttpResponse:
        try:
            address = address_of(token)
        except TokenInvalid:
            return render(request, "unsubscribe/page.html", {"address": None}, status=404)
        return render(request, "unsubscribe/page.html", {"address": address, "is_subscribed": subscription.is_subscribed(address)})
