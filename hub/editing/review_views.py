"""The administration's page that says: reviewed today."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from wagtail.admin import messages
from wagtail.admin.widgets import AdminDateInput

from accounts.models import User
from accounts.requests import MemberRequest
from hub.editing import reviews
from hub.models import BasePage


class ReviewForm(forms.Form):
    """Who has reviewed a page, and when it is due again."""

    reviewer = forms.CharField(max_length=120, help_text="Name and role, as readers see it under the page.")
    next_review = forms.DateField(widget=AdminDateInput, help_text="Two years on, unless you choose a day.")

    def clean_next_review(self) -> date:
        """A day to come."""
        day: date = self.cleaned_data["next_review"]
        if day <= timezone.localdate():
            raise forms.ValidationError("Choose a day after today.")
        return day


def name_and_role(user: User) -> str:
    """A person as readers see them: "Priya Nair, consultant obstetrician"."""
    parts = [user.name, user.profile.job_title]
    return ", ".join(part for part in parts if part)[:120]


@permission_required("hub.mark_reviewed", raise_exception=True)
def review_page(request: MemberRequest, page_id: int) -> HttpResponse:
    """Asks for the next date, then marks the page as reviewed today."""
    page = get_object_or_404(BasePage, pk=page_id, live=True)
    first: dict[str, Any] = {
        "reviewer": name_and_role(request.user),
        "next_review": reviews.years_on(timezone.localdate()),
    }
    form = ReviewForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            reviews.mark_reviewed(page, by=request.user, **form.cleaned_data)
        except reviews.NotNowError as reason:
            messages.error(request, str(reason))
        else:
            until = date_format(form.cleaned_data["next_review"], "j F Y")
            messages.success(request, f"“{page.title}” is reviewed. The next review is due on {until}.")
            return redirect("reviews_due")
    context = {"page": page, "form": form, "page_title": "Mark as reviewed", "page_subtitle": page.title}
    return render(request, "hub/editing/review_page.html", context)
