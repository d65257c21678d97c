"""Every template can be mailed: in each language, in text and HTML, with nothing undefined, unstyled or untranslated."""

import gettext
import re
from pathlib import Path

import pytest

from background.constants import JobName
from background.engine import registry
from background.mail.letters.environment import LetterEnvironment
from background.mail.letters.language import SOURCE, languages
from background.mail.letters.samples import SAMPLES, Sample
from background.queues.email.addressed import Addressed
from tests.background.mail.letters.catalogue import LOCALE, MAILS, PAGES, asked_for, written
from tests.processes import ROOT

EMAILS = ROOT / "templates" / "emails"
FRAME = {"layout", "parts"}
LETTERS = sorted({path.stem for path in EMAILS.glob("*.txt")} - FRAME)
TRANSLATED = [language for language in languages() if language != SOURCE]

every_sample = pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.template)
every_language = pytest.mark.parametrize("language", languages())


def test_mails_are_written_in_english_and_italian() -> None:
    assert languages() == ("en", "it")


def test_every_template_has_both_parts_and_a_sample() -> None:
    assert [sample.template for sample in sorted(SAMPLES, key=lambda sample: sample.template)] == LETTERS
    assert sorted({path.stem for path in EMAILS.glob("*.html")} - FRAME) == LETTERS


def test_every_kind_of_mail_has_a_template_with_a_sample_of_its_fields() -> None:
    payloads = [registry.find(name).payload for name in JobName]
    mails = [payload for payload in payloads if issubclass(payload, Addressed) and payload.TEMPLATE]
    samples = {sample.template: {*sample.context, *(sample.links or {})} for sample in SAMPLES}

    assert len(mails) >= 8
    for payload in mails:
        assert samples[payload.TEMPLATE] <= {field for kind in payload.__mro__ for field in getattr(kind, "__annotations__", {})}


@every_language
@every_sample
def test_it_says_something_in_every_part(sample: Sample, language: str) -> None:
    letter = sample.letter(locale=language)

    assert letter.subject
    assert "\n" not in letter.subject
    assert len(letter.text.splitlines()) > 5
    assert letter.html.startswith("<!DOCTYPE html>")
    assert f'<html lang="{language}">' in letter.html
    for part in (letter.subject, letter.text, letter.html):
        assert not re.search(r"\{\{|\{%|jinja-|%\(", part)


@every_language
@every_sample
def test_it_says_the_same_as_when_every_text_is_looked_up(sample: Sample, language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    translated = sample.letter(locale=language)

    monkeypatch.setattr(LetterEnvironment, "in_language", lambda base, _: base)

    assert sample.letter(locale=language) == translated


@every_language
@every_sample
def test_its_style_is_in_its_elements_and_only_dark_mode_and_phones_in_its_head(sample: Sample, language: str) -> None:
    html = sample.letter(locale=language).html

    unstyled = [tag for tag in re.findall(r'<[a-z0-9]+ [^>]*class="[^"]+"[^>]*>', html) if "style=" not in tag and "prose" not in tag]
    (head,) = re.findall(r"<style>(.*?)</style>", html, re.DOTALL)

    assert unstyled == []
    assert "prefers-color-scheme: dark" in head
    assert "max-width: 480px" in head
    assert re.findall(r"^[^\s@}]", head, re.MULTILINE) == []


@every_language
@every_sample
def test_it_fetches_nothing_and_leads_home_only(sample: Sample, language: str) -> None:
    letter = sample.letter(locale=language)

    assert set(re.findall(r"https?://[^/\s\"<]+", letter.html + letter.text)) == {"http://localhost:8000"}
    assert not re.search(r"<(img|script|link|iframe|form)\b", letter.html)


@pytest.mark.parametrize("language", TRANSLATED)
@pytest.mark.parametrize("path", [*MAILS, *PAGES], ids=lambda path: str(path.relative_to(ROOT)))
def test_everything_it_says_is_translated(path: Path, language: str) -> None:
    known = {key if isinstance(key, str) else key[0] for key, text in written(language).items() if text}

    assert asked_for(path) - known == set()


@pytest.mark.parametrize("language", TRANSLATED)
def test_nothing_is_translated_that_nobody_says(language: str) -> None:
    said = {text for path in (*MAILS, *PAGES) for text in asked_for(path)}

    assert {key if isinstance(key, str) else key[0] for key in written(language)} - said == {""}


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_takes_what_its_text_is_told(language: str) -> None:
    names = re.compile(r"%\(\w+\)s")
    texts = {key if isinstance(key, str) else key[0]: text for key, text in written(language).items() if key}

    assert [text for text, translation in texts.items() if set(names.findall(text)) != set(names.findall(translation))] == []
    assert [text for text in [*texts, *texts.values()] if "%" in names.sub("", text)] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_what_was_compiled_is_what_is_written(language: str) -> None:
    with (LOCALE / language / "LC_MESSAGES/django.mo").open("rb") as compiled:
        catalogue = gettext.GNUTranslations(compiled)._catalog  # type: ignore[attr-defined]  # there is no other way to all of them

    assert {key: text for key, text in catalogue.items() if key} == {key: text for key, text in written(language).items() if key}
