"""What the main pages cost, measured on the demonstration content beside the budgets of the design."""
