"""What the day makes of a record: stages, states that follow, rounds, what is still open."""
