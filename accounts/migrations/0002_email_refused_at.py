from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="profile",
            name="email_refused_at",
            field=models.DateTimeField(
                blank=True,
                null=True,
                help_text="The mail server said that there is no such address: no mail until it is mended.",
            ),
        ),
    ]
