"""What a content pack holds of this room: guides, case studies, learning sets; and, because this
room stands above the forums, their topics too."""

from cases.packs import adoptions, case_studies, guides, learning_sets, threads, versions
from hub.packs import sections


def register() -> None:
    """Guides first: case studies name them, and adoption records both. Topics last: they name pages."""
    sections.register(threads.Forums(), after="groups")
    sections.register(guides.Guides())
    sections.register(versions.GuideVersions())
    sections.register(case_studies.CaseStudies())
    sections.register(learning_sets.LearningSets())
    sections.register(adoptions.Adoptions())
    sections.register(threads.Topics())
