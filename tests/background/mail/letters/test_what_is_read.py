"""What a reader finds in every mail, in each language: as it was looked at once, and is kept beside this file.

A mail that is to say something else: delete its file, run this, look at what was written, and commit it.
"""

from pathlib import Path

import pytest
from pytest_django import Settings

from background.mail.letters.language import languages
from background.mail.letters.letter import Letter
from background.mail.letters.samples import SAMPLES, Sample
from background.mail.newsletters.clean import as_text, cleaned

KEPT = Path(__file__).parent / "read"


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.template)
def test_a_mail_says_what_it_said_when_somebody_looked(sample: Sample, language: str, settings: Settings) -> None:
    settings.APP_NAME, settings.FRONTEND_URL, settings.POSTAL_ADDRESS = "Our App", "https://app.example.org", "1 Main Street, Turin"
    kept = KEPT / f"{sample.template}.{language}.txt"

    read = _read(sample.letter(locale=language))

    if not kept.exists():
        kept.write_text(read)
        pytest.fail(f"{kept.name} was not there, and was written: look at it, and commit it")
    assert read == kept.read_text()


def _read(letter: Letter) -> str:
    """Its subject, its text, and its HTML without what only looks: style sheets change with their tools."""
    return f"{letter.subject}\n\n=== text\n\n{letter.text.strip()}\n\n=== HTML\n\n{as_text(cleaned(letter.html))}\n"
