"""Every migration, in order; the number of a repository says how many of them it has behind it."""

from __future__ import annotations

from datetime import date

from site_builder.upgrade.contests import with_rubric_digests
from site_builder.upgrade.editions import without_empty_reports
from site_builder.upgrade.lists import with_admissions, with_home_regions, with_own_lists
from site_builder.upgrade.migration import Migration
from site_builder.upgrade.statistics import with_money

MIGRATIONS = (
    Migration("empty-reports", date(2026, 11, 21), without_empty_reports),
    Migration("rubric-digests", date(2026, 11, 21), with_rubric_digests),
    Migration("home-regions", date(2026, 11, 30), with_home_regions),
    Migration("track-admissions", date(2026, 11, 30), with_admissions),
    Migration("own-lists", date(2026, 11, 30), with_own_lists),
    Migration("neutral-money", date(2026, 11, 30), with_money),
)  # a new one goes here
"""Never reordered, never removed: a new one is added at the end."""

CURRENT = len(MIGRATIONS)
"""The form of the content that this program reads."""
