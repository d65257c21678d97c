"""What staff can do for the people whom they tick; each act is noted in the admin's log."""

from collections.abc import Callable

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.models import User
from accounts.services import login_limit
from accounts.services.log_out import log_out_everywhere
from accounts.services.request_password_reset import request_password_reset

type People = admin.ModelAdmin[User]


@admin.action(description="Send a link to a new password", permissions=["change"])
def send_reset_link(people: People, request: HttpRequest, chosen: QuerySet[User]) -> None:
    left = _each(people, request, chosen, lambda user: request_password_reset(email=user.email), "A link to a new password was sent.")
    if left:
        why = "inactive, without a password on purpose, or sent one within a minute or ten within a day"
        people.message_user(request, f"Nothing was sent to {', '.join(left)}: {why}.", messages.WARNING)


@admin.action(description="Log out everywhere", permissions=["change"])
def log_out(people: People, request: HttpRequest, chosen: QuerySet[User]) -> None:
    def act(user: User) -> bool:
        log_out_everywhere(user=user)
        return True

    _each(people, request, chosen, act, "Every session and every token was ended.")


@admin.action(description="Take passwords again at once", permissions=["change"])
def unlock(people: People, request: HttpRequest, chosen: QuerySet[User]) -> None:
    left = _each(people, request, chosen, lambda user: login_limit.forget(user=user) > 0, "The wrong passwords were forgotten.")
    if left:
        people.message_user(request, f"No wrong password was counted of {', '.join(left)}.", messages.INFO)


def _each(people: People, request: HttpRequest, chosen: QuerySet[User], act: Callable[[User], bool], done: str) -> list[str]:
    """Do it for every one, note for whom it was done, and answer for whom it was not."""
    left = []
    for user in chosen:
        with transaction.atomic():  # neither the one nor the other stands alone
            if is_done := act(user):
                people.log_change(request, user, done)
        if not is_done:
            left.append(user.email)
    if number := len(chosen) - len(left):
        people.message_user(request, f"{done} ({number} {'person' if number == 1 else 'people'})", messages.SUCCESS)
    return left
