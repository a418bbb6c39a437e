"""Judging: score sheets as a workbook, out and back, and what of a ranking reaches the public record."""
