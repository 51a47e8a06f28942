from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [("cases", "0003_what_was_done")]

    operations = [migrations.RemoveField(model_name="casestudy", name="what_we_did")]
