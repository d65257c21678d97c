"""`Idempotency-Key`: a request that is sent again, because its answer got lost, is not carried out again."""

import json
import re
from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.crypto import salted_hmac
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from background.ledger import idempotency
from background.ledger.idempotency import Asked, Claim
from background.models import IdempotencyKey
from config.api.problems import Refusal

HEADER, REPLAYED = "Idempotency-Key", "Idempotency-Replayed"
RETRY_SECONDS = "1"

_KEY = re.compile(r"[\x21-\x7e]{1,255}")
_PARAMETER = OpenApiParameter(
    HEADER,
    location=OpenApiParameter.HEADER,
    description="1 to 255 visible ASCII characters. For 24 hours the same key with the same body is answered as the first time, "
    f"with `{REPLAYED}: true`; with another body by 422; while the first is being carried out by 409 with `Retry-After`.",
)

type Handler = Callable[..., Response]


def idempotent(handler: Handler) -> Handler:
    """Decorates the `post` of a view that creates something. What it does must be done in the default database, and what else
    follows (a push to Redis) on commit: the answer is noted in the same transaction. A refusal (an exception) frees the key.
    """

    @wraps(handler)
    def once(view: Any, request: Request, *args: Any, **kwargs: Any) -> Response:
        if HEADER not in request.headers:
            return handler(view, request, *args, **kwargs)
        asked = _asked(request)
        match idempotency.claim(asked):
            case Claim() as mine:
                return _carry_out(mine, lambda: handler(view, request, *args, **kwargs))
            case known:
                return _answer_again(known, asked)

    return extend_schema(parameters=[_PARAMETER])(once)


def _asked(request: Request) -> Asked:
    key = request.headers[HEADER]
    if not _KEY.fullmatch(key):
        detail = f"{HEADER} must be 1 to 255 visible ASCII characters."
        raise Refusal(status.HTTP_400_BAD_REQUEST, "invalid_idempotency_key", detail)
    return Asked(user=str(request.user.pk), route=f"{request.method} {request.get_full_path()}"[:300], key=key, body=_digest(request.data))


def _carry_out(mine: Claim, act: Callable[[], Response]) -> Response:
    try:
        with transaction.atomic():
            response = act()
            _note(mine, response)
    except BaseException:
        idempotency.release(mine)
        raise
    return response


def _note(mine: Claim, response: Response) -> None:
    """
    Raises:
        Refusal: it took so long that another has taken over; what was done is taken back.
    """
    content = JSONRenderer().render(response.data).decode()
    if not idempotency.finish(mine, status=response.status_code, content=content, headers=dict(response.items())):
        raise _still_running()


def _answer_again(known: IdempotencyKey, asked: Asked) -> Response:
    if known.body != asked.body:
        detail = f"This {HEADER} was used with another body. Use a new one."
        raise Refusal(status.HTTP_422_UNPROCESSABLE_ENTITY, "idempotency_key_reused", detail)
    if not known.status:
        raise _still_running()
    return Response(json.loads(known.content), status=known.status, headers={**known.headers, REPLAYED: "true"})


def _still_running() -> Refusal:
    detail = f"The first request with this {HEADER} is still being carried out. Ask again."
    return Refusal(status.HTTP_409_CONFLICT, "idempotency_in_progress", detail, headers={"Retry-After": RETRY_SECONDS})


def _digest(data: Any) -> str:
    """Of what was sent, in whatever order; an upload counts by its content. Keyed, because a code in it would soon be guessed."""
    parts = {name: [_part(value) for value in _values(data, name)] for name in data}
    return salted_hmac("config.api.idempotency", json.dumps(parts, sort_keys=True), algorithm="sha256").hexdigest()


def _values(data: Any, name: str) -> list[Any]:
    return data.getlist(name) if hasattr(data, "getlist") else [data[name]]


def _part(value: object) -> object:
    if not isinstance(value, UploadedFile):
        return value
    digest = sha256(str(value.name).encode())
    for chunk in value.chunks():
        digest.update(chunk)
    value.seek(0)
    return digest.hexdigest()
