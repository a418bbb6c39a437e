"""The rules over the whole catalogue, in the order in which they are read; each states one or more invariants."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from site_builder.model import Catalogue
from site_builder.problems import Problem
from site_builder.validate.addresses import check_addresses
from site_builder.validate.amounts import check_amounts
from site_builder.validate.awards import check_awards
from site_builder.validate.belonging import check_belonging
from site_builder.validate.budgets import check_budgets
from site_builder.validate.candidates import check_candidates
from site_builder.validate.choices import check_choices
from site_builder.validate.contests import check_contests, check_hosts
from site_builder.validate.craftsmanship import check_craftsmanship
from site_builder.validate.dates import check_future, check_order, check_pairs, check_periods
from site_builder.validate.docked import check_docked
from site_builder.validate.dockings import check_dockings, check_successes
from site_builder.validate.duplicates import check_duplicates
from site_builder.validate.editions import check_editions
from site_builder.validate.eligibility import check_eligibility
from site_builder.validate.events import check_events
from site_builder.validate.indicators import check_indicators, check_keywords
from site_builder.validate.languages import check_readers, check_translations
from site_builder.validate.links import check_links, check_websites
from site_builder.validate.managers import check_managers
from site_builder.validate.needs import check_ids, check_states
from site_builder.validate.news import check_news
from site_builder.validate.organizations import check_names
from site_builder.validate.owners import check_anonymity, check_owners
from site_builder.validate.parties import check_parties
from site_builder.validate.points import check_gaps, check_points, check_posted
from site_builder.validate.points_rules import check_points_rules
from site_builder.validate.prizes import check_awarded_twice, check_prizes
from site_builder.validate.progress import check_needs_progress, check_solutions_progress
from site_builder.validate.provenance import check_acknowledged, check_provenance
from site_builder.validate.references import check_cycles, check_districts, check_paths, check_references
from site_builder.validate.referrals import check_novelty, check_referrals
from site_builder.validate.regions import check_regions
from site_builder.validate.rubrics import check_rubrics
from site_builder.validate.solutions import check_solutions
from site_builder.validate.solvers import check_hidden_solvers, check_solver_limits, check_solvers
from site_builder.validate.statistics import check_statistics
from site_builder.validate.taxonomies import check_taxonomies
from site_builder.validate.tracks import check_tracks
from site_builder.validate.verifications import check_verifications

Rule = Callable[[Catalogue, date], Iterator[Problem]]

RULES: tuple[Rule, ...] = (
    check_paths,
    check_addresses,
    check_references,
    check_cycles,
    check_districts,
    check_taxonomies,
    check_periods,
    check_future,
    check_order,
    check_pairs,
    check_readers,
    check_translations,
    check_provenance,
    check_acknowledged,
    check_states,
    check_ids,
    check_tracks,
    check_budgets,
    check_indicators,
    check_keywords,
    check_owners,
    check_anonymity,
    check_duplicates,
    check_awards,
    check_prizes,
    check_awarded_twice,
    check_belonging,
    check_solutions,
    check_solvers,
    check_solver_limits,
    check_hidden_solvers,
    check_contests,
    check_choices,
    check_dockings,
    check_successes,
    check_docked,
    check_regions,
    check_parties,
    check_amounts,
    check_verifications,
    check_novelty,
    check_points_rules,
    check_editions,
    check_rubrics,
    check_events,
    check_statistics,
    check_news,
    check_names,
    check_managers,
    check_links,
    check_websites,
)

RULES_OF_THE_WHOLE: tuple[Rule, ...] = (
    check_hosts,
    check_candidates,
    check_eligibility,
    check_craftsmanship,
    check_needs_progress,
    check_solutions_progress,
    check_referrals,
    check_points,
    check_posted,
    check_gaps,
)
"""Rules about what follows from many records together; where one of those cannot be read, they say nothing."""

CHAIN = frozenset(
    "edition rules special_session organization technology_manager need result solution contest docking".split()
)
"""Types of records that ``RULES_OF_THE_WHOLE`` rest on."""
