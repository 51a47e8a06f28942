"""What editors publish: case studies, intervention guides, learning sets, and their indexes."""

from cases.models.case_study import CaseStudy, GuideUse, ImprovementTest
from cases.models.guide import InterventionGuide, Recommendation
from cases.models.index import CaseStudyIndexPage, GuideIndexPage, LearningSetIndexPage
from cases.models.learning_set import LearningSet, LearningSetGuide

__all__ = [
    "CaseStudy",
    "CaseStudyIndexPage",
    "GuideIndexPage",
    "GuideUse",
    "ImprovementTest",
    "InterventionGuide",
    "LearningSet",
    "LearningSetGuide",
    "LearningSetIndexPage",
    "Recommendation",
]
