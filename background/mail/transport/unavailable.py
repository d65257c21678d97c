"""Not taken, for the provider's sake and not for the mail's."""

from dataclasses import dataclass
from enum import StrEnum


class Trouble(StrEnum):
    """What is the matter with a provider."""

    NO_ANSWER = "it does not answer"
    NOT_LET_IN = "it does not let us in"
    POLICY = "it refuses by its policy"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unavailable:
    """What one provider says of a mail that another may still take; it never leaves `transport`.

    `is_tried` says that the mail itself was offered; otherwise the provider was known to be in trouble, and `seconds` is until when.
    """

    provider: str
    trouble: Trouble
    code: int
    reply: str
    is_tried: bool = True
    seconds: float = 0.0
