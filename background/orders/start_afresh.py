"""The order to let jobs start afresh that have ended, or wait for their time."""

from django.contrib.admin.models import CHANGE

from background.ledger.retry import retry
from background.orders.jobs import Order

RETRY = Order(verb="retry", done="requeued", flag=CHANGE, act=retry)
