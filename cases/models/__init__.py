"""What editors publish, and what readers and trusts add to it."""

from cases.models.adoption import Adoption
from cases.models.case_study import CaseStudy
from cases.models.case_study_rows import GuideUse, ImprovementTest, ResultMeasure
from cases.models.citation import Citation
from cases.models.guide import GuideQuestion, InterventionGuide, Recommendation
from cases.models.index import CaseStudyIndexPage, GuideIndexPage, LearningSetIndexPage
from cases.models.learning_set import LearningSet, LearningSetGuide
from cases.models.list_change import ListChange
from cases.models.message import TeamMessage
from cases.models.progress import MaterialTick
from cases.models.related import RelatedPage
from cases.models.submission import Submission, SubmissionFile
from cases.models.version import GuideVersion

__all__ = [
    "Adoption",
    "CaseStudy",
    "CaseStudyIndexPage",
    "Citation",
    "GuideIndexPage",
    "GuideQuestion",
    "GuideUse",
    "GuideVersion",
    "ImprovementTest",
    "InterventionGuide",
    "LearningSet",
    "LearningSetGuide",
    "LearningSetIndexPage",
    "ListChange",
    "MaterialTick",
    "Recommendation",
    "RelatedPage",
    "ResultMeasure",
    "Submission",
    "SubmissionFile",
    "TeamMessage",
]
