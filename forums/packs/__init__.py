"""Forums and topics as plain data: what a content pack holds in forums.csv and topics/*.yaml.

Data in, data out: reading files, and saying in which line something is wrong, is the pack
engine's work. A wrong value raises ValueError with a plain sentence. Importing the same data
again changes nothing.
"""

from forums.packs.forums import export_forums, import_forum
from forums.packs.topics import export_topics, import_topic

__all__ = ["export_forums", "export_topics", "import_forum", "import_topic"]
