"""What an operator can have done to jobs on the pages of queues."""

from django.contrib.admin.models import CHANGE, DELETION

from background.orders.jobs import Order
from background.rq_adapter.delete import delete
from background.rq_adapter.requeue import requeue
from background.rq_adapter.stop import stop

DELETE = Order(verb="delete", done="deleted", flag=DELETION, act=delete)
REQUEUE = Order(verb="requeue", done="requeued", flag=CHANGE, act=requeue)
STOP = Order(verb="stop", done="asked to stop", flag=CHANGE, act=stop)
ORDERS = {order.verb: order for order in (DELETE, REQUEUE, STOP)}
