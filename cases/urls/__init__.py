"""Every address of this room that is not a page's own. A page's address is Wagtail's; what hangs
below it (`/guides/<slug>/card.pdf`) is here, and `hub/urls.py` asks here first."""

from __future__ import annotations

from cases.urls import adoption, from_topic, lists, messages, progress, submissions, versions

app_name = "cases"
urlpatterns = [
    *versions.urlpatterns,
    *adoption.urlpatterns,
    *submissions.urlpatterns,
    *lists.urlpatterns,
    *messages.urlpatterns,
    *progress.urlpatterns,
    *from_topic.urlpatterns,
]
