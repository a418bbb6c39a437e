"""Submissions: forms, inbox and desk; nothing in ``site_builder`` may import this package."""
