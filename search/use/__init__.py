"""What is looked for, counted by the week without who looked, and what editors read of it."""
