"""Every mail as a browser lays it out on a phone, by day and in the dark: it fits, and everything in it can be read."""

import pytest
from markupsafe import Markup
from playwright.sync_api import Page

from background.mail.letters.language import languages
from background.mail.letters.letter import render
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


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_newsletter_fits_whatever_its_author_puts_into_it(page: Page, scheme: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.set_viewport_size({"width": 360, "height": 700})
    html = Markup("<h1>{0}</h1><p>{0}</p><pre>{1}</pre><table><tr><td>{0}</td></tr></table><blockquote>A quote</blockquote>")
    said = {
        "headline": "News",
        "html": html.format("x" * 200, "a long line " * 20),
        "text": "News",
        "unsubscribe_url": "https://example.org/",
    }

    page.set_content(render("newsletter", said).html)

    assert (faint(page), width(page)) == ([], 360)
