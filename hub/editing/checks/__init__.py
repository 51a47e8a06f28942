"""Checks of what editors write. They warn, and never stop anybody.

reading, structure, pictures and links are pure functions over HTML and blocks; page brings them
together for one page and keeps what they found for the report.
"""
