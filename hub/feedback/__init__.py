"""What readers say of pages: whether one was useful, and whether anything is wrong with it."""
