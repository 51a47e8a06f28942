"""The editors' day: drafts on their way to readers, reviews, checks, and what needs somebody."""
