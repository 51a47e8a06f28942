from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('activity', '0002_told_directly'),
    ]

    operations = [
        migrations.AddField(
            model_name='activity',
            name='note',
            field=models.CharField(blank=True, db_default='', default='', help_text='One sentence that mail may carry.', max_length=255),
        ),
    ]
