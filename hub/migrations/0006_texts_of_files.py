import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('hub', '0005_pictures_and_what_is_shown'),
    ]

    operations = [
        migrations.CreateModel(
            name='FileText',
            fields=[
                ('document', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='file_text', serialize=False, to='hub.hubdocument')),
                ('text', models.TextField(help_text='Page by page, with a form feed between.')),
            ],
        ),
        migrations.RemoveField(
            model_name='hubdocument',
            name='text',
        ),
        migrations.AddField(
            model_name='hubdocument',
            name='doubts',
            field=models.CharField(blank=True, db_default='', default='', editable=False, help_text='What may identify a patient, in words; never the words of the file.', max_length=255),
        ),
        migrations.AddField(
            model_name='hubdocument',
            name='doubts_settled_at',
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AlterField(
            model_name='hubdocument',
            name='text_state',
            field=models.CharField(choices=[('waiting', 'Not read yet'), ('read', 'Read'), ('empty', 'Holds no text'), ('failed', 'Could not be read'), ('refused', 'Holds what looks like patient details')], default='waiting', editable=False, max_length=10),
        ),
    ]
