"""Dates as the hub writes them: 3 March 2017."""
