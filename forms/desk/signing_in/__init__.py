"""Signing in at the desk, and what people see to themselves."""
