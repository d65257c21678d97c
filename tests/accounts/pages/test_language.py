"""The pages to which mails lead speak the reader's language."""

import pytest
from django.contrib.auth.tokens import default_token_generator
from django.test import Client

from accounts.models import User
from background.mail.unsubscribe.links import token_for

pytestmark = pytest.mark.django_db

PAGES = [
    ("/forgot-password", "Hai dimenticato la password?", "Forgot your password?"),
    ("/forgot-password/done", "Guarda nella tua posta", "Look into your mail"),
    ("/reset-password/done", "La tua password è cambiata", "Your password is changed"),
    ("/reset-password?uid=x&token=y", "Questo link non vale più", "This link is no longer good"),
    ("/verify-email/done", "Il tuo indirizzo è verificato", "Your address is verified"),
    ("/verify-email?token=x", "Questo link non vale più", "This link is no longer good"),
]


@pytest.mark.parametrize(("path", "italian", "english"), PAGES)
@pytest.mark.parametrize("wanted", ["it-CH,it;q=0.9,en;q=0.5", "de,en;q=0.5", ""])
def test_it_speaks_what_the_browser_prefers(client: Client, path: str, italian: str, english: str, wanted: str) -> None:
    page = client.get(path, headers={"Accept-Language": wanted})

    language, text = ("it", italian) if "it" in wanted else ("en", english)
    assert text in page.text
    assert f'<html lang="{language}">' in page.text
    assert page["Content-Language"] == language
    assert "Accept-Language" in page["Vary"]


def test_the_page_to_unsubscribe_does_so_too(client: Client) -> None:
    page = client.get(f"/unsubscribe/{token_for('ada@example.org')}/", headers={"Accept-Language": "it"})

    assert "Niente più newsletter?" in page.text
    assert client.get("/", headers={"Accept-Language": "it"}).status_code == 200


def test_the_forms_and_what_is_wrong_in_them_are_translated(client: Client) -> None:
    user = User.objects.create_user("ada@example.org", "violet-lantern-73", name="Ada")
    link = f"/reset-password?uid={user.pk}&token={default_token_generator.make_token(user)}"

    page = client.post(link, {"new_password1": "12345678", "new_password2": "12345678"}, headers={"Accept-Language": "it"})
    address = client.post("/forgot-password", {"email": "ada@mailbox.test"}, headers={"Accept-Language": "it"})

    assert "Scegli una nuova password" in page.text
    assert "password è troppo comune" in page.text
    assert "A questo indirizzo non si può scrivere." in address.text
