"""Jobs over HTTP."""

from django.urls import path

from background.api.jobs import JobStatusView, JobsView, JobView

app_name = "background"
urlpatterns = [
    path("jobs/", JobsView.as_view(), name="jobs"),
    path("jobs/<uuid:job_id>/", JobView.as_view(), name="job"),
    path("jobs/<uuid:job_id>/status/", JobStatusView.as_view(), name="job-status"),
]
