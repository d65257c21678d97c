"""Django's form of a model, which is generic in its stubs only."""

from typing import TYPE_CHECKING

from django import forms

from background.models import Newsletter, Suppression

if TYPE_CHECKING:
    OfNewsletter = forms.ModelForm[Newsletter]
    OfSuppression = forms.ModelForm[Suppression]
else:
    OfNewsletter = OfSuppression = forms.ModelForm
