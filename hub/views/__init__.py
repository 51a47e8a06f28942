"""Views of the shell: feeds of pages, files, health, errors."""
