"""Jobs over HTTP."""

from django.urls import path

from background.api.batches import BatchCancelView, BatchView
from background.api.dead_letters import (
    DeadLetterDiscardView,
    DeadLetterReplayView,
    DeadLettersView,
    DeadLetterView,
    LettersDiscardView,
    LettersReplayView,
)
from background.api.details import AttemptsView, CancelView, LogsView, RescheduleView, RetryView
from background.api.events import EventsView
from background.api.jobs import JobStatusView, JobsView, JobView
from background.api.mail.bulk_emails import BulkEmailsView
from background.api.mail.emails import EmailsView, EmailView
from background.api.mail.newsletter_orders import (
    NewsletterCancelView,
    NewsletterPauseView,
    NewsletterResumeView,
    NewsletterSendView,
)
from background.api.mail.newsletters import NewslettersView, NewsletterView
from background.api.mail.suppressions import SuppressionsView, SuppressionView
from background.api.queue_empty import QueueEmptyView
from background.api.queues import QueuePauseView, QueueResumeView, QueuesView, QueueView
from background.api.schemas import SchemasView
from background.api.why import WhyView
from background.api.workers import WorkersView

app_name = "background"
urlpatterns = [
    path("batches/<uuid:batch_id>/", BatchView.as_view(), name="batch"),
    path("batches/<uuid:batch_id>/cancel/", BatchCancelView.as_view(), name="batch-cancel"),
    path("dead-letters/", DeadLettersView.as_view(), name="dead-letters"),
    path("dead-letters/replay/", LettersReplayView.as_view(), name="dead-letters-replay"),
    path("dead-letters/discard/", LettersDiscardView.as_view(), name="dead-letters-discard"),
    path("dead-letters/<str:job_id>/", DeadLetterView.as_view(), name="dead-letter"),
    path("dead-letters/<uuid:job_id>/replay/", DeadLetterReplayView.as_view(), name="dead-letter-replay"),
    path("dead-letters/<str:job_id>/discard/", DeadLetterDiscardView.as_view(), name="dead-letter-discard"),
    path("emails/bulk/", BulkEmailsView.as_view(), name="emails-bulk"),
    path("newsletters/", NewslettersView.as_view(), name="newsletters"),
    path("newsletters/<uuid:newsletter_id>/", NewsletterView.as_view(), name="newsletter"),
    path("newsletters/<uuid:newsletter_id>/send/", NewsletterSendView.as_view(), name="newsletter-send"),
    path("newsletters/<uuid:newsletter_id>/pause/", NewsletterPauseView.as_view(), name="newsletter-pause"),
    path("newsletters/<uuid:newsletter_id>/resume/", NewsletterResumeView.as_view(), name="newsletter-resume"),
    path("newsletters/<uuid:newsletter_id>/cancel/", NewsletterCancelView.as_view(), name="newsletter-cancel"),
    path("suppressions/", SuppressionsView.as_view(), name="suppressions"),
    path("suppressions/<int:number>/", SuppressionView.as_view(), name="suppression"),
    path("emails/", EmailsView.as_view(), name="emails"),
    path("emails/<uuid:mail_id>/", EmailView.as_view(), name="email"),
    path("schemas/", SchemasView.as_view(), name="schemas"),
    path("queues/", QueuesView.as_view(), name="queues"),
    path("queues/<path:name>/pause/", QueuePauseView.as_view(), name="queue-pause"),
    path("queues/<path:name>/resume/", QueueResumeView.as_view(), name="queue-resume"),
    path("queues/<path:name>/empty/", QueueEmptyView.as_view(), name="queue-empty"),
    path("queues/<path:name>/", QueueView.as_view(), name="queue"),  # last: a queue's name may have slashes
    path("workers/", WorkersView.as_view(), name="workers"),
    path("jobs/", JobsView.as_view(), name="jobs"),
    path("jobs/<uuid:job_id>/", JobView.as_view(), name="job"),
    path("jobs/<uuid:job_id>/status/", JobStatusView.as_view(), name="job-status"),
    path("jobs/<uuid:job_id>/attempts/", AttemptsView.as_view(), name="job-attempts"),
    path("jobs/<uuid:job_id>/events/", EventsView.as_view(), name="job-events"),
    path("jobs/<uuid:job_id>/why/", WhyView.as_view(), name="job-why"),
    path("jobs/<uuid:job_id>/logs/", LogsView.as_view(), name="job-logs"),
    path("jobs/<uuid:job_id>/cancel/", CancelView.as_view(), name="job-cancel"),
    path("jobs/<uuid:job_id>/reschedule/", RescheduleView.as_view(), name="job-reschedule"),
    path("jobs/<uuid:job_id>/retry/", RetryView.as_view(), name="job-retry"),
]
