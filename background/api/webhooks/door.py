"""`POST /anymail/<provider>/tracking/`: lets in who proves to be that provider, and survives whatever is sent."""

import logging

from anymail.exceptions import AnymailWebhookValidationFailure
from django.core.exceptions import ImproperlyConfigured, RequestDataTooBig
from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from background.api.webhooks.providers import VIEWS, is_closed
from background.webhook_keys import WEBHOOK_KEYS
from config.api.problem import Problem, for_status, respond
from config.api.problems import problem_of

log = logging.getLogger("background.email")


@csrf_exempt  # a provider has no cookies; its secret or signature says who it is
def tracking(request: HttpRequest, esp: str) -> HttpResponse:
    view = VIEWS.get(esp)
    if view is None:
        return respond(for_status(404), request)
    if is_closed(esp):
        return respond(_closed(esp), request)
    try:
        answer: HttpResponse = view.as_view()(request)
    except Exception as error:  # whatever a stranger sends is no fault of ours
        problem = _problem(error)
        log.warning("webhook refused", extra={"provider": esp, "status": problem.status, "error": _words(error)})
        return respond(problem, request)
    return answer


def _closed(esp: str) -> Problem:
    names = ["WEBHOOK_SECRET", *([WEBHOOK_KEYS[esp]] if esp in WEBHOOK_KEYS else [])]
    way_out = " or ".join(f"ANYMAIL_{name}" for name in names)
    return Problem(status=403, code="webhook_closed", detail=f"Nothing is set by which {esp} could prove who it is: set {way_out}.")


def _words(error: Exception) -> str:
    """What anymail says of settings and proofs helps; other messages may quote what was sent, and that tells of people."""
    is_ours = isinstance(error, (ImproperlyConfigured, AnymailWebhookValidationFailure))
    return f"{type(error).__name__}: {error}"[:500] if is_ours else type(error).__name__


def _problem(error: Exception) -> Problem:
    """A provider sends again what is answered by 5xx: so that is for what is our fault, and passes."""
    match error:
        case AnymailWebhookValidationFailure():
            return Problem(status=403, code="signature_wrong", detail="The secret or signature is missing or wrong.")
        case DatabaseError() | InterfaceError() | RequestDataTooBig():
            return problem_of(error) or for_status(503)
        case ImproperlyConfigured():
            return Problem(status=403, code="webhook_closed", detail="This webhook is not set up for what was sent; the log says why.")
        case _:
            return Problem(status=400, code="unreadable", detail="This is not what the provider sends.")
