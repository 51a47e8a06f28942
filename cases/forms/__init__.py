"""Forms of this room: those of the administration (pages), and those of members."""

from cases.forms.pages import CaseStudyForm

__all__ = ["CaseStudyForm"]
