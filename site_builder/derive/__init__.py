"""From typed records and a day to facts; pure functions only."""
