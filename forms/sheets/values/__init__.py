"""What a cell says: amounts, days, numbers, choices."""
