"""Version 1 of the HTTP interface."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from accounts.api.people import PeopleView

app_name = "api"
urlpatterns = [
    path("accounts/", include("accounts.api.urls")),
    path("users/", PeopleView.as_view(), name="users"),
    path("", include("background.api.urls")),
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("docs/", SpectacularSwaggerSplitView.as_view(url_name="api:schema"), name="docs"),
]
