"""Asks whether one is sure."""

from collections.abc import Sequence

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from background.admin.places import queue_name
from background.orders.jobs import Order
from background.rq_adapter.rows import Row


def ask(
    request: HttpRequest,
    order: Order[str | bytes],
    queue_index: int,
    question: str,
    jobs: Sequence[Row] = (),
    *,
    action: str = "",
    next_url: str = "",
) -> HttpResponse:
    """One page with one button, which posts to `action`, or to where the page is."""
    context = {
        **admin.site.each_context(request),
        "title": "Are you sure?",
        "order": order,
        "question": question,
        "queue_index": queue_index,
        "queue_name": queue_name(queue_index),
        "jobs": jobs,
        "action": action,
        "next_url": next_url,
    }
    return render(request, "django_rq/confirm_action.html", context)
