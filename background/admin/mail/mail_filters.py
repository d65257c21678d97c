"""What an operator looks for in the log of mail."""

from django import forms

from background.constants import MailState, MailStream
from background.mail.log import MailWanted

_MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class MailFilters(forms.Form):
    """The query of the list. `recipient` is an address, or its beginning."""

    recipient = forms.CharField(max_length=320, required=False)
    state = forms.MultipleChoiceField(
        choices=[(state.value, state.value) for state in MailState], required=False, widget=forms.SelectMultiple(attrs={"size": 4})
    )
    stream = forms.ChoiceField(choices=[("", "any"), *((stream.value, stream.value) for stream in MailStream)], required=False)
    template = forms.CharField(max_length=100, required=False)
    since = forms.DateTimeField(required=False, widget=_MOMENT)

    def wanted(self) -> MailWanted:
        """What was typed, once it is valid."""
        given = self.cleaned_data
        return MailWanted(
            states=[MailState(state) for state in given["state"]],
            recipient=given["recipient"].strip(),
            template=given["template"],
            stream=MailStream(given["stream"]) if given["stream"] else None,
            since=given["since"],
        )
