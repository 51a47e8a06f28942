"""The files that people bring: whether they are what they say, what they hold, and how they go out."""
