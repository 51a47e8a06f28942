"""On SQLite what is counted by stands in a narrow table of its own; the index for it goes."""

from django.db import migrations

from search.engines.database import dialect_for


def make(apps, schema_editor):
    """The table, and the triggers that keep it."""
    if schema_editor.connection.vendor == "sqlite":
        dialect_for("sqlite").keep_places()


def unmake(apps, schema_editor):
    """Leaves nothing behind."""
    if schema_editor.connection.vendor == "sqlite":
        for event in ("insert", "update", "delete"):
            schema_editor.execute(f"DROP TRIGGER search_place_{event}")
        schema_editor.execute("DROP TABLE search_place")


class Migration(migrations.Migration):
    dependencies = [("search", "0002_text_index")]

    operations = [
        migrations.RemoveIndex(model_name="searchentry", name="search_entry_place"),
        migrations.RunPython(make, unmake),
    ]
