"""All who are written to when nobody in particular is."""

from collections.abc import Callable, Iterator
from typing import cast

from django.conf import settings
from django.utils.module_loading import import_string

from background.exceptions import NoAudience
from background.mail.bulk.recipient import Recipient

type Audience = Callable[[], Iterator[Recipient]]


def audience() -> Audience:
    """What `BACKGROUND["NEWSLETTER_AUDIENCE"]` names: called, it yields recipients one by one, those who were there before too.

    Raises:
        NoAudience: it names nothing.
    """
    name = settings.BACKGROUND.get("NEWSLETTER_AUDIENCE")
    if not name:
        raise NoAudience('there are no recipients: give some, or name those who subscribed in BACKGROUND["NEWSLETTER_AUDIENCE"]')
    return cast("Audience", import_string(name))
