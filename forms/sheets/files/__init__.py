"""How files become tables: workbooks, separated text, JSON Lines, and what is told of a file that is none of them."""
