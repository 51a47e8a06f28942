"""The choice of who sees a page or a file, in the administration."""

from __future__ import annotations

from typing import Any

from wagtail.admin.panels import FieldPanel

from accounts.models import Audience


class AudiencePanel(FieldPanel):
    """Offers an editor every audience but the invited groups that they are not in: of those nobody
    else learns that they are there. What is chosen stays."""

    class BoundPanel(FieldPanel.BoundPanel):
        """The panel of one page or file."""

        def __init__(self, **kwargs: Any) -> None:
            super().__init__(**kwargs)
            if self.bound_field is None:
                return
            seen = Audience.objects.ids_for(self.request.user)
            chosen = getattr(self.instance, f"{self.field_name}_id", None)
            others = Audience.objects.invited().exclude(pk__in=[*seen, chosen or 0])
            self.bound_field.field.queryset = Audience.objects.exclude(pk__in=others)
