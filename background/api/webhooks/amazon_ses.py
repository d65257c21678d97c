"""Amazon's webhook without Amazon's SDK, which only confirms a subscription."""

from importlib.util import find_spec
from typing import Any

from anymail.webhooks.amazon_ses import AmazonSESBaseWebhookView, AmazonSESTrackingWebhookView


class EventsAlone(AmazonSESTrackingWebhookView):  # type: ignore[misc]  # anymail has no types
    """A request to confirm is refused: somebody confirms the subscription in Amazon's console."""

    def __init__(self, **kwargs: Any) -> None:
        super(AmazonSESBaseWebhookView, self).__init__(**kwargs)
        self.auto_confirm_enabled = True
        self.session_params: dict[str, object] = {}
        self.client_params: dict[str, object] = {}


AmazonSES = AmazonSESTrackingWebhookView if find_spec("boto3") else EventsAlone
