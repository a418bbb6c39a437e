"""What people write for a value of a type, read in one way for forms, interface, issues and sheets."""
