"""What of a newsletter reaches its readers."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from background.exceptions import NewsletterStateWrong, PayloadInvalid
from background.mail.newsletters import life
from background.mail.newsletters.clean import as_text, cleaned
from background.mail.newsletters.merge import in_html, in_one_line, in_text
from background.mail.newsletters.shallow import DEEPEST, shallow
from background.mail.newsletters.write import writer
from background.models import Newsletter


@pytest.mark.parametrize(
    ("html", "kept"),
    [
        ("<script>alert(1)</script>Hi", "Hi"),
        ('<a href="javascript:alert(1)">x</a>', "<a>x</a>"),
        ('<a href="{{ link }}">x</a>', "<a>x</a>"),
        ('<a href="//evil.example">x</a>', "<a>x</a>"),
        ('<a href="https://example.org/{{ code }}" onclick="x()">x</a>', '<a href="https://example.org/{{ code }}">x</a>'),
        ('<img src="data:text/html,x" onerror="x()">', "<img>"),
        ('<img src="https://example.org/a.png" alt="A">', '<img src="https://example.org/a.png" alt="A">'),
        ('<form action="/x"><input name="a"></form>', ""),
        ('<p style="color:red;position:fixed">Hi</p>', '<p style="color:red">Hi</p>'),
        ("<style>body{display:none}</style><iframe src='https://x'></iframe>Hi", "Hi"),
        ("<!-- hidden --><p>Hi {{ name }}</p>", "<p>Hi {{ name }}</p>"),
    ],
)
def test_html_keeps_what_can_do_no_harm(html: str, kept: str) -> None:
    assert cleaned(html) == kept


@given(st.text())
def test_cleaning_twice_changes_nothing(html: str) -> None:
    assert cleaned(cleaned(html)) == cleaned(html)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<div>", "</div>"),
        ("<DIV title='<'>", "</DIV>"),
        ("<div></p>", ""),
        ("<div></span>", ""),
        ("<div><!--</div>-->", ""),
        ("<div><style></div></style>", ""),
        ("<b><div></b>", ""),
        ("<blockquote><div/>", ""),
    ],
)
def test_what_lies_too_deep_is_shallow_and_still_there(before: str, after: str) -> None:
    html = cleaned(before * 15_000 + "Hi" + after * 15_000)

    assert "Hi" in as_text(html)
    assert _depth_of(html) <= 2 * DEEPEST


def test_what_is_long_and_not_deep_stays_as_it_is() -> None:
    html = "<p>One<ul><li>a<li>b</ul><br><table><tr><td>x<td><b>y</b></table>" * 1_000

    assert shallow(html) == html
    assert shallow("<div>" * DEEPEST + "x") == "<div>" * DEEPEST + "x"


def _depth_of(html: str) -> int:
    """How many elements lie in each other, where every one is closed."""
    depth = deepest = 0
    for end in re.findall(r"<(/?)(?!br|hr|img)[a-z]", html):
        depth += -1 if end else 1
        deepest = max(deepest, depth)
    return deepest


def test_text_is_made_of_the_html() -> None:
    html = (
        "<h1>News</h1><p>One &amp; <b>two</b><br>three</p><ul><li>a</li><li>b</li></ul><a href='https://example.org/?a=1&amp;b=2'>Look</a>"
    )

    assert as_text(cleaned(html)) == "News\nOne & two\nthree\na\nb\n\nLook (https://example.org/?a=1&b=2)"


def test_a_field_is_replaced_by_what_a_recipient_is_called_and_never_run() -> None:
    text = "Hi {{ name }}, {{name|friend}}, {{ unknown }}{{ 7*7 }}{% if x %}{{ name.upper() }}"

    assert in_text(text).filled({"name": "{{ secret }}", "secret": "x"}) == (
        "Hi {{ secret }}, {{ secret }}, {{ 7*7 }}{% if x %}{{ name.upper() }}"
    )
    assert in_text("Hi {{ name|dear friend }}").filled({"name": ""}) == "Hi dear friend"
    assert in_html("<p>{{ name }}</p>").filled({"name": "<b>&"}) == "<p>&lt;b&gt;&amp;</p>"
    assert in_one_line("For {{ name }}").filled({"name": "Ada\r\nBcc: eve@example.org"}) == "For Ada Bcc: eve@example.org"


def test_it_is_written_to_each_in_their_own_words(newsletter: Newsletter) -> None:
    write = writer(newsletter)

    ada = write({"name": "Ada <3", "unsubscribe_url": "https://example.org/unsubscribe/a&b/"})
    nobody = write({"unsubscribe_url": "https://example.org/unsubscribe/c/"})

    assert (ada.subject, nobody.subject) == ("News for Ada <3", "News for you")
    assert "Dear Ada &lt;3, <a href=" in ada.html
    assert 'href="https://example.org/unsubscribe/a&amp;b/"' in ada.html
    assert "Dear Ada <3, look (https://example.org)" in ada.text
    assert "https://example.org/unsubscribe/a&b/" in ada.text
    assert "Dear reader" in nobody.html
    assert "{{" not in ada.html + ada.text + nobody.html + nobody.text


@pytest.mark.parametrize("subject", ["", " ", "a\nb", "a\u2028b"])
def test_a_subject_is_one_line(subject: str) -> None:
    with pytest.raises(PayloadInvalid, match="the subject"):
        life.compose(subject=subject, html="x")


def test_only_a_draft_is_rewritten(newsletter: Newsletter) -> None:
    life.rewrite(newsletter.pk, subject="New", html="<script>x</script><p>Hi</p>")
    newsletter.refresh_from_db()
    assert (newsletter.subject, newsletter.html) == ("New", "<p>Hi</p>")
    Newsletter.objects.update(state="sent")

    with pytest.raises(NewsletterStateWrong, match="is sent; you can rewrite one that is draft"):
        life.rewrite(newsletter.pk, subject="Newer", html="x")
