"""What a team did becomes a body of blocks; what was written goes into its first block."""

import json
import uuid

from django.db import migrations


def as_blocks(html):
    return [{"type": "text", "value": html, "id": str(uuid.uuid4())}] if html else []


def copy(apps, schema_editor):
    CaseStudy = apps.get_model("cases", "CaseStudy")
    for pk, html in CaseStudy.objects.values_list("pk", "what_we_did"):
        if html:
            CaseStudy.objects.filter(pk=pk).update(what_was_done=json.dumps(as_blocks(html)))
    ContentType = apps.get_model("contenttypes", "ContentType")
    Revision = apps.get_model("wagtailcore", "Revision")
    kind = ContentType.objects.filter(app_label="cases", model="casestudy").first()
    # Drafts too: a revision is a page as somebody left it.
    for revision in Revision.objects.filter(content_type=kind) if kind else ():
        if "what_was_done" not in revision.content:
            blocks = as_blocks(revision.content.pop("what_we_did", ""))
            revision.content["what_was_done"] = json.dumps(blocks)
            revision.save(update_fields=["content"])


class Migration(migrations.Migration):

    dependencies = [
        ("cases", "0002_resources_in_full"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("wagtailcore", "0094_alter_page_locale"),
    ]

    operations = [migrations.RunPython(copy, migrations.RunPython.noop)]
