"""Content packs: how content comes in, moves to another hub, and is kept (docs/reference/content-pack.md).

`source` reads a folder or a zip; `located` keeps the line of every value; `schema` says what a
file may hold; `richtext` turns Markdown into what Wagtail keeps and back; `sections` is where
rooms add their kinds of file; `engine` imports and exports, all or nothing.
"""
