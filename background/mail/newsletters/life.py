"""Where in its life a newsletter is. Each step is one conditional statement, so that of two people who take it one is told no."""

from datetime import datetime
from uuid import UUID

from django.utils import timezone

from background.constants import NewsletterState
from background.engine.envelope import new_ids
from background.exceptions import NewsletterStateWrong, Snooze, TargetGone
from background.mail.newsletters.clean import cleaned
from background.mail.subject import one_line
from background.models import Newsletter

LOOKS_EVERY_SECONDS = 30.0
"""How soon a newsletter that was paused goes on at the latest."""
PAUSED = "its newsletter is paused"
ON_ITS_WAY = (NewsletterState.SCHEDULED, NewsletterState.SENDING)
OPEN = (*ON_ITS_WAY, NewsletterState.PAUSED)


def compose(*, subject: str, html: str, text: str = "", owner: str = "") -> Newsletter:
    """A draft.

    Raises:
        PayloadInvalid: the subject is none.
    """
    now = timezone.now()
    return Newsletter.objects.create(
        id=UUID(new_ids(1)[0]), owner=owner, created_at=now, updated_at=now, **_content(subject=subject, html=html, text=text)
    )


def rewrite(newsletter_id: UUID, *, subject: str, html: str, text: str = "") -> None:
    """
    Raises:
        NewsletterStateWrong: it is no draft any more.
        PayloadInvalid: the subject is none.
    """
    _step(newsletter_id, "rewrite", (NewsletterState.DRAFT,), **_content(subject=subject, html=html, text=text))


def start(newsletter_id: UUID, *, batch_id: UUID, run_at: datetime | None) -> None:
    """
    Raises:
        NewsletterStateWrong: it was sent before.
    """
    state = NewsletterState.SCHEDULED if run_at else NewsletterState.SENDING
    _step(newsletter_id, "send", (NewsletterState.DRAFT,), state=state, batch_id=batch_id, run_at=run_at)


def pause(newsletter_id: UUID) -> None:
    """No further mail is handed over until it is resumed.

    Raises:
        NewsletterStateWrong: nothing of it is on its way.
    """
    _step(newsletter_id, "pause", ON_ITS_WAY, state=NewsletterState.PAUSED)


def resume(newsletter_id: UUID) -> None:
    """
    Raises:
        NewsletterStateWrong: it is not paused.
    """
    run_at = Newsletter.objects.filter(pk=newsletter_id).values_list("run_at", flat=True).first()
    state = NewsletterState.SCHEDULED if run_at and run_at > timezone.now() else NewsletterState.SENDING
    _step(newsletter_id, "resume", (NewsletterState.PAUSED,), state=state)


def cancel(newsletter_id: UUID) -> None:
    """
    Raises:
        NewsletterStateWrong: nothing of it is on its way.
    """
    _step(newsletter_id, "cancel", OPEN, state=NewsletterState.CANCELLED)


def finish(batch_id: UUID) -> bool:
    """All its jobs have ended. Whether that is news."""
    return bool(Newsletter.objects.filter(batch_id=batch_id, state__in=OPEN).update(state=NewsletterState.SENT, updated_at=timezone.now()))


def begin(newsletter_id: UUID) -> Newsletter:
    """A job of it begins.

    Raises:
        Snooze: it is paused.
        TargetGone: it was deleted.
    """
    Newsletter.objects.filter(pk=newsletter_id, state=NewsletterState.SCHEDULED).update(state=NewsletterState.SENDING)
    newsletter = Newsletter.objects.filter(pk=newsletter_id).first()
    if newsletter is None:
        raise TargetGone(f"newsletter {newsletter_id} is no more")
    raise_if_paused(newsletter)
    return newsletter


def hold(newsletter_id: UUID) -> bool:
    """Keep it from changing until the transaction ends; False if nothing more of it is to be sent.

    Raises:
        Snooze: it is paused, or was a moment ago.
    """
    if Newsletter.objects.filter(pk=newsletter_id, state=NewsletterState.SENDING).update(updated_at=timezone.now()):
        return True
    if state_of(newsletter_id) in OPEN:
        raise Snooze(LOOKS_EVERY_SECONDS, PAUSED)
    return False


def raise_if_paused(newsletter: Newsletter) -> None:
    """
    Raises:
        Snooze: it is paused.
    """
    if state_of(newsletter.pk) is NewsletterState.PAUSED:
        raise Snooze(LOOKS_EVERY_SECONDS, PAUSED)


def state_of(newsletter_id: UUID) -> NewsletterState | None:
    state = Newsletter.objects.filter(pk=newsletter_id).values_list("state", flat=True).first()
    return NewsletterState(state) if state else None


def _content(*, subject: str, html: str, text: str) -> dict[str, str]:
    return {"subject": one_line(subject).strip(), "html": cleaned(html), "text": text.strip()}


def _step(newsletter_id: UUID, verb: str, states: tuple[NewsletterState, ...], **changes: object) -> None:
    if not Newsletter.objects.filter(pk=newsletter_id, state__in=states).update(updated_at=timezone.now(), **changes):
        raise NewsletterStateWrong.of(newsletter_id, verb, state_of(newsletter_id), states)
