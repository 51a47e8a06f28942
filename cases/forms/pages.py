"""Forms of the administration for what editors publish."""

from __future__ import annotations

from typing import Any

from wagtail.admin.forms import WagtailAdminPageForm


class CaseStudyForm(WagtailAdminPageForm):
    """Shows that a case study is some trust's; on other pages the trust may be left empty."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "trust" in self.fields:
            self.fields["trust"].required = True
