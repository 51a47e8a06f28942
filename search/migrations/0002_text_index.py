"""The text index of the database engine, in the database's own kind of table.

It holds nothing that `rebuild_search` could not make again, so it is no Django model.
"""

from django.db import migrations

from search.engines.database import TABLE, dialect_for


def make(apps, schema_editor):
    """An empty index; on PostgreSQL also the stemming, and the deleting together with entries."""
    dialect = dialect_for(schema_editor.connection.vendor)
    if schema_editor.connection.vendor == "postgresql":
        dialect.configure()
    dialect.create(TABLE)
    if schema_editor.connection.vendor == "postgresql":
        dialect.forget_with_entry()


def unmake(apps, schema_editor):
    """Leaves nothing behind."""
    vendor = schema_editor.connection.vendor
    if vendor == "postgresql":
        for statement in (
            "DROP TRIGGER search_forget_delete ON search_searchentry",
            "DROP TRIGGER search_forget_truncate ON search_searchentry",
            "DROP FUNCTION search_forget()",
        ):
            schema_editor.execute(statement)
    dialect_for(vendor).drop(TABLE)
    if vendor == "postgresql":
        schema_editor.execute("DROP TEXT SEARCH CONFIGURATION hub_english")
        schema_editor.execute("DROP TEXT SEARCH DICTIONARY hub_english")


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]

    operations = [migrations.RunPython(make, unmake)]
