"""Read, check, derive, render and publish an innovation challenge kept in a git repository."""
