"""The way into the administration."""

from __future__ import annotations

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache


@never_cache
def login(request: HttpRequest) -> HttpResponse:
    """Leads to the hub's own sign-in: Wagtail's counts no wrong passwords.

    Wagtail sends here, too, whoever is signed in and may not enter. Sign-in would send them
    straight back, so they are told instead.
    """
    if request.user.is_authenticated and not request.user.has_perm("wagtailadmin.access_admin"):
        raise PermissionDenied
    onward = request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(onward, request.get_host(), request.is_secure()):
        onward = reverse("wagtailadmin_home")
    return redirect_to_login(onward, reverse("account_login"))
