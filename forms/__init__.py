"""Ways in: forms, inbox and desk. It comes with the submissions; nothing in site_builder may import it."""
