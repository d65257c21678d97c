"""Orders that do not suit the state of a job."""

from rest_framework import status
from rest_framework.exceptions import APIException

from background.ledger.forget_secrets import SECRETS_ERASED
from background.ledger.retry import DATA_ERASED


class WrongState(APIException):
    status_code = status.HTTP_409_CONFLICT
    default_code = "wrong_state"


CODES = {SECRETS_ERASED: "secrets_erased", DATA_ERASED: "personal_data_erased"}
"""What a client can tell apart from a state in which a job cannot start afresh now."""

WORDS = {"queued": "it waits for its turn", "started": "it is running", "not_unique": "another job has its unique key"}
"""In those of this API, what RQ calls by words of its own."""


def in_words(why_not: str) -> str:
    """Why a job was left as it was, as this API says it."""
    return WORDS.get(why_not, why_not)


def cannot_start_afresh(why_not: str) -> WrongState:
    return WrongState(f"the job cannot be started afresh: {in_words(why_not)}", CODES.get(why_not))
