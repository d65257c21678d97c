"""What an operator looks for in the list of jobs."""

from typing import Any

from django import forms
from django.conf import settings

from background.constants import JobState
from background.engine import registry
from background.ledger.wanted import Wanted

_MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class JobFilters(forms.Form):
    """The query of the list."""

    q = forms.CharField(label="Search", max_length=200, required=False)
    state = forms.MultipleChoiceField(
        choices=[(state.value, state.value) for state in JobState], required=False, widget=forms.SelectMultiple(attrs={"size": 4})
    )
    queue = forms.ChoiceField(required=False)
    name = forms.ChoiceField(required=False)
    error = forms.CharField(max_length=200, required=False, help_text="its class, or a fingerprint")
    tag = forms.CharField(max_length=64, required=False)
    owner = forms.CharField(max_length=64, required=False)
    created_after = forms.DateTimeField(required=False, widget=_MOMENT)
    created_before = forms.DateTimeField(required=False, widget=_MOMENT)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["queue"].choices = _any_of(settings.RQ_QUEUES)  # type: ignore[attr-defined]  # a field of a form has its own type only in the class
        self.fields["name"].choices = _any_of(registry.names())  # type: ignore[attr-defined]

    def wanted(self) -> Wanted:
        """What was typed, once it is valid. Whoever may see this list may see payloads."""
        given = dict(self.cleaned_data)
        states = [JobState(state) for state in given.pop("state")]
        return Wanted(text=given.pop("q"), states=states, sees_payloads=True, **given)


def _any_of(names: Any) -> list[tuple[str, str]]:
    return [("", "any"), *((name, name) for name in sorted(names))]
