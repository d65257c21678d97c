"""What Prometheus is told of mail. Cheap enough for every scrape."""

import logging
from collections.abc import Iterator
from datetime import timedelta

from django.db import DatabaseError, InterfaceError
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from background.mail.figures import mail_figures

log = logging.getLogger("background.monitoring")

LATELY = timedelta(hours=1)


class MailCollector(Collector):
    """While the database does not answer there is nothing to tell; `background_ledger_up` says so."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        try:
            figures = mail_figures(LATELY)
        except (DatabaseError, InterfaceError) as error:
            log.warning("mail cannot be counted", extra={"error": str(error)[:200]})
            return
        yield GaugeMetricFamily("background_mail_waiting", "Mails to be sent yet; counted up to 20,000.", value=figures.waiting)
        yield GaugeMetricFamily(
            "background_mail_oldest_waiting_seconds", "Age of the oldest mail to be sent yet.", value=figures.oldest_waiting_seconds
        )
        mails = GaugeMetricFamily(
            "background_mail_last_hour", "Mails that were asked for within an hour, by state; each counted up to 10,000.", labels=["state"]
        )
        for state, number in figures.lately.items():
            mails.add_metric([state.value], number)
        yield mails
