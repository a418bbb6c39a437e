"""From source records to problems, or to typed records."""
