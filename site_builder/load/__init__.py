"""From disk to source records: text as its author wrote it, with line numbers."""
