"""Every mail as a browser lays it out on a phone, by day and in the dark: it fits, and everything in it can be read."""

import pytest
from playwright.sync_api import Page

from background.mail.letters.language import languages
from background.mail.letters.samples import SAMPLES, Sample
from tests.browser.eyes import faint, width

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.template)
def test_a_mail_fits_and_can_be_read(page: Page, sample: Sample, scheme: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.set_viewport_size({"width": 360, "height": 700})

    for language in languages():
        page.set_content(sample.letter(locale=language).html)

        assert (language, faint(page), width(page)) == (language, [], 360)
