"""Letters say what they are told, to the right person, in their language, and cannot be made to say more."""

from pathlib import Path

import pytest
from django.template import engines
from jinja2 import UndefinedError
from pytest_django import Settings

from background.engine.secret import Secret
from background.exceptions import PayloadInvalid
from background.mail.letters.inlining import inlined
from background.mail.letters.language import language_for
from background.mail.letters.letter import render
from background.mail.letters.links import check_secret_link, checked_link
from background.mail.letters.samples import SAMPLES

EVIL = "</p><script>alert(1)</script> {{ 7 * 7 }} {% raw %} %(x)s %"
OTP = {"otp": "042137", "minutes": 10}


def test_what_people_call_themselves_is_data_in_html_and_in_text() -> None:
    letter = render("otp", OTP | {"customer_name": EVIL})

    assert EVIL in letter.text
    assert "<script>" not in letter.html
    assert "&lt;/p&gt;&lt;script&gt;alert(1)&lt;/script&gt; {{ 7 * 7 }} {% raw %} %(x)s %" in letter.html


def test_a_subject_is_one_line_whatever_it_is_told() -> None:
    letter = render("regular", {"subject": "one\r\nBcc: evil@example.org", "message": "x"})

    assert letter.subject == "one"


def test_a_name_that_nobody_gave_is_an_error_and_no_hole() -> None:
    with pytest.raises(UndefinedError, match="customer_name"):
        render("otp", OTP)


@pytest.mark.parametrize(
    ("locale", "language"),
    [("it", "it"), ("it-ch", "it"), ("it_CH", "it"), ("IT", "it"), ("en-gb", "en"), ("de", "en"), ("", "en"), ("../../x", "en")],
)
def test_everybody_is_written_to_in_the_nearest_language(locale: str, language: str) -> None:
    assert language_for(locale) == language


def test_who_speaks_none_of_them_gets_that_of_the_project(settings: Settings) -> None:
    settings.LANGUAGE_CODE = "it"

    assert render("otp", OTP | {"customer_name": "Ada"}, locale="de").subject == "Il tuo codice"
    assert render("otp", OTP | {"customer_name": "Ada"}, locale="en").subject == "Your code"


def test_numbers_and_times_are_written_as_people_of_the_language_do() -> None:
    (report,) = [sample for sample in SAMPLES if sample.template == "daily_report"]

    assert "18,204" in report.letter(locale="en").text
    assert "18.204" in report.letter(locale="it").text
    assert "3 lavori sono falliti" in report.letter(locale="it").text


def test_the_sender_is_named_by_the_settings(settings: Settings) -> None:
    settings.APP_NAME, settings.POSTAL_ADDRESS, settings.FRONTEND_URL = (
        "Engines & Co",
        "1 Analytical Row, London",
        "https://engines.example",
    )

    letter = render("otp", OTP | {"customer_name": "Ada"})

    assert "Engines &amp; Co</a> · 1 Analytical Row, London" in letter.html
    assert "Engines & Co · https://engines.example · 1 Analytical Row, London" in letter.text
    assert "localhost" not in letter.html + letter.text


@pytest.mark.parametrize("link", ["/exports/7", "http://localhost:8000/exports/7", "https://help.example.org/a?b=c"])
def test_a_link_leads_home_or_to_a_host_of_the_settings(link: str, settings: Settings) -> None:
    settings.MAIL_LINK_HOSTS = ("help.example.org",)

    assert checked_link(link) == (f"http://localhost:8000{link}" if link.startswith("/") else link)


@pytest.mark.parametrize(
    "link",
    [
        *("https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)", "http://localhost:8000@evil.example/", "x"),
        *(
            "https://help.example.org:8443/",
            "http://help.example.org/",
            "https://localhost:8000/",
            "https://ada@help.example.org/",
            "/a\nb",
        ),
        *("https://help.example.org\\@evil.example", "https://[", ""),
    ],
)
def test_a_link_that_leads_elsewhere_is_refused(link: str, settings: Settings) -> None:
    settings.MAIL_LINK_HOSTS = ("help.example.org",)

    with pytest.raises(PayloadInvalid, match="leads elsewhere"):
        checked_link(link)


@pytest.mark.parametrize("template", ["urgent", "regular", "reminder", "welcome", "password_reset"])
def test_no_button_leads_elsewhere_whoever_asks_for_the_mail(template: str) -> None:
    (sample,) = [sample for sample in SAMPLES if sample.template == template]
    elsewhere = dict.fromkeys(sample.links or {}, "https://evil.example/")

    with pytest.raises(PayloadInvalid, match="leads elsewhere"):
        render(template, {**sample.context, **elsewhere})


def test_a_secret_link_that_leads_elsewhere_is_not_repeated() -> None:
    with pytest.raises(PayloadInvalid) as refused:
        check_secret_link(Secret("https://evil.example/token-73"))

    assert "token-73" not in str(refused.value)


def test_a_worker_reads_each_template_once(monkeypatch: pytest.MonkeyPatch) -> None:
    render("otp", OTP | {"customer_name": "Ada"})
    monkeypatch.setattr(Path, "read_text", lambda *_: pytest.fail("it was read again"))
    monkeypatch.setattr("background.mail.letters.inlining.inlined", lambda *_: pytest.fail("it was inlined again"))

    assert render("otp", OTP | {"customer_name": "Ada"}).subject == "Your code"
    assert engines["emails"].env.auto_reload is False  # type: ignore[attr-defined]  # of Jinja2


def test_tags_survive_the_inlining_wherever_they_stand() -> None:
    source = (
        '{# a "note" #}<table>{% for row in rows if "<" not in row %}<tbody><tr><td class="x" title="{{ row|default("a>b") }}">{{ row }}'
        "</td></tr></tbody>{% endfor %}</table>{% raw %}{{ raw }}{% endraw %}"
    )

    made = inlined(source, ".x { color: red; }", engines["emails"].env)  # type: ignore[attr-defined]  # of Jinja2

    assert made.count('style="color:red"') == 1
    for tag in ('{# a "note" #}', '{% for row in rows if "<" not in row %}<tbody>', '{{ row|default("a>b") }}', "{{ row }}</td>"):
        assert tag in made
    assert made.endswith("{% endfor %}</table>{% raw %}{{ raw }}{% endraw %}")
