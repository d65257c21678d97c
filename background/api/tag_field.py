"""A tag, as people write it into a body or a query."""

from typing import Any

from rest_framework import serializers

from background.engine.tags import TAG, TAG_IN_WORDS


class TagField(serializers.RegexField):
    default_error_messages = {"invalid": f"A tag is {TAG_IN_WORDS}."}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(TAG, **kwargs)
