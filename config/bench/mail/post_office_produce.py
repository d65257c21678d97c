"""Puts so many mails into the queue of django-post_office, with a template that is filled when they are sent."""

import sys
from itertools import batched
from pathlib import Path

import django

django.setup()  # its own modules cannot be imported before

from post_office import mail  # type: ignore[import-not-found]  # noqa: E402  # it is the peer's environment that has it
from post_office.models import EmailTemplate  # type: ignore[import-not-found]  # noqa: E402

from config.bench.mail.letter import TEMPLATE, address, context  # noqa: E402

HERE = Path(__file__).parent / "templates" / "emails"
TOGETHER = 1_000


def main(mails: int) -> None:
    subject, _, text = (HERE / f"{TEMPLATE}.txt").read_text().partition("\n")
    html = (HERE / f"{TEMPLATE}.html").read_text()
    template = EmailTemplate.objects.create(name=TEMPLATE, subject=subject, content=text, html_content=html)
    for numbers in batched(range(mails), TOGETHER):
        mail.send_many(
            [
                {
                    "recipients": [address(number)],
                    "sender": "Our App <app@example.org>",
                    "template": template,
                    "context": context(number),
                    "render_on_delivery": True,
                }
                for number in numbers
            ]
        )


if __name__ == "__main__":
    main(int(sys.argv[1]))
