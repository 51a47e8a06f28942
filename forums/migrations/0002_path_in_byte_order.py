"""On PostgreSQL the thread path sorts and is indexed by bytes; SQLite does so by itself."""

from django.db import migrations


def byte_order(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute('ALTER TABLE forums_post ALTER COLUMN path TYPE varchar(2400) COLLATE "C"')


class Migration(migrations.Migration):
    dependencies = [("forums", "0001_initial")]

    operations = [migrations.RunPython(byte_order, migrations.RunPython.noop)]
