"""The one workflow that every page has, laid after `migrate`."""

from __future__ import annotations

from django.contrib.auth.models import Group
from wagtail.models import GroupApprovalTask, Page, Task, Workflow, WorkflowPage, WorkflowTask

from accounts.services import EDITORS, REVIEWERS

WORKFLOW = "Clinical review"
# The steps in order, with the group that takes each.
STEPS = (("Editor's check", EDITORS), ("Clinical review", REVIEWERS))
# Wagtail's migrations make a workflow and a task of this name for its group "Moderators", which
# here looks after the forums and may not enter the administration.
WAGTAILS_OWN = "Moderators approval"


def _take_wagtails_away() -> None:
    """Deletes Wagtail's own workflow and task, unless somebody has put them to use since."""
    for workflow in Workflow.objects.filter(name=WAGTAILS_OWN, workflow_states__isnull=True):
        workflow.delete()
    for task in Task.objects.filter(name=WAGTAILS_OWN, task_states__isnull=True):
        if not task.workflows.exists():
            task.specific.delete()


def lay_workflow(home: Page) -> None:
    """Makes the workflow and gives it to the home page, so that it holds for every page below.

    What an installer changes in the administration stays: a workflow of the name is left alone.
    """
    _take_wagtails_away()
    workflow, made = Workflow.objects.get_or_create(name=WORKFLOW)
    if not made:
        return
    for place, (name, group) in enumerate(STEPS):
        task = GroupApprovalTask.objects.create(name=name)
        task.groups.add(Group.objects.get(name=group))
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=place)
    WorkflowPage.objects.update_or_create(page=home, defaults={"workflow": workflow})
