"""Words that say what a job belongs to, for people who look for it."""

import re
from collections.abc import Sequence

from background.exceptions import OptionInvalid

MOST_TAGS = 10
TAG = r"^[\w.:@/+-]{1,50}\Z"
"""Letters, digits and a few signs, so that many fit into one text and no query language takes them for its own."""

TAG_IN_WORDS = "1 to 50 letters, digits, and any of . : @ / + - _"

_TAG = re.compile(TAG)


def check_tags(tags: Sequence[str]) -> None:
    """Complain about what cannot be a tag.

    Raises:
        OptionInvalid: it names the tag.
    """
    if not tags:
        return  # most jobs
    if len(tags) > MOST_TAGS or len(set(tags)) < len(tags):
        raise OptionInvalid(f"tags are {', '.join(tags)}; there can be {MOST_TAGS}, each once")
    for tag in tags:
        if not _TAG.fullmatch(tag):
            raise OptionInvalid(f"tag {tag!r} is none; a tag is {TAG_IN_WORDS}")
