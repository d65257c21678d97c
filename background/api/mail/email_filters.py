"""Which mails a list shows."""

from typing import Any

from rest_framework import serializers

from background.constants import MailState, MailStream
from background.mail.log import MailWanted
from config.api.serializers import StrictSerializer


class EmailFilters(StrictSerializer):
    """The query of `GET emails/`; an unknown or malformed filter is a 400, never an empty list."""

    state = serializers.MultipleChoiceField(choices=[state.value for state in MailState], required=False)
    recipient = serializers.CharField(max_length=320, required=False, help_text="the whole address")
    template = serializers.CharField(max_length=100, required=False)
    stream = serializers.ChoiceField(choices=[stream.value for stream in MailStream], required=False)
    since = serializers.DateTimeField(required=False, help_text="asked for at this time or later")
    cursor = serializers.CharField(max_length=50, required=False)
    limit = serializers.IntegerField(min_value=1, max_value=100, default=25)

    def wanted(self, *, owner: str) -> MailWanted:
        """`owner` is whose mails alone may be seen, or nothing."""
        given: dict[str, Any] = self.validated_data
        return MailWanted(
            states=[MailState(state) for state in sorted(given.get("state", ()))],
            recipient=given.get("recipient", ""),
            template=given.get("template", ""),
            stream=MailStream(given["stream"]) if "stream" in given else None,
            since=given.get("since"),
            owner=owner,
        )
