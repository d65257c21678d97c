"""What an author writes."""

from typing import ClassVar

from django import forms

from background.admin.mail.model_form import OfNewsletter
from background.mail.newsletters.clean import NOTHING_LEFT, says_nothing
from background.mail.subject import is_one_line
from background.models import Newsletter

FIELDS_HELP = "{{ name }}, or {{ name|friend }} for those whose name is not known, is replaced by what each recipient is called."


class NewsletterForm(OfNewsletter):
    class Meta:
        model = Newsletter
        fields = ("subject", "html", "text")
        widgets: ClassVar = {
            "subject": forms.TextInput(attrs={"class": "vTextField"}),
            "html": forms.Textarea(attrs={"class": "vLargeTextField", "rows": 16}),
            "text": forms.Textarea(attrs={"class": "vLargeTextField", "rows": 6}),
        }
        labels: ClassVar = {"html": "HTML", "text": "Text"}
        help_texts: ClassVar = {
            "subject": FIELDS_HELP,
            "html": "What can run, load or post is taken out. Links and images begin with https://.",
            "text": "For those who read text. Left empty, it is made from the HTML.",
        }

    def clean_subject(self) -> str:
        subject: str = self.cleaned_data["subject"]
        if not is_one_line(subject):
            raise forms.ValidationError("It holds a line break or another control character.", code="invalid")
        return subject

    def clean_html(self) -> str:
        html: str = self.cleaned_data["html"]
        if says_nothing(html):
            raise forms.ValidationError(NOTHING_LEFT, code="says_nothing")
        return html
