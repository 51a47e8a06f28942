from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0005_prompts_and_team_mail'),
    ]

    operations = [
        migrations.AddField(
            model_name='learningsetguide',
            name='version',
            field=models.PositiveSmallIntegerField(blank=True, help_text='The version that the materials were made with. Left empty: the one that is out now.', null=True),
        ),
    ]
