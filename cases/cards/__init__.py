"""The card of a guide as a PDF: one A4 page to hang up, tagged for screen readers (PDF/UA-1)."""
