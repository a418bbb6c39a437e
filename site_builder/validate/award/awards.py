"""Awards: given under the rules of their edition, to those whom the rules allow, after public notice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from site_builder.compute.dockings import rules_of
from site_builder.model import Catalogue, CodeLists
from site_builder.problems import Problem
from site_builder.records import Award, AwardCategory, AwardGroup, Event, Need, Organization, Rules, Solution
from site_builder.validate.registry import catalogue_rule

POINTS_LEDGER = "points_ledger"


@dataclass(frozen=True)
class Category:
    """A category beside the group and the rules it stands in."""

    rules: Rules
    group: AwardGroup
    values: AwardCategory


def categories_of(catalogue: Catalogue) -> dict[tuple[str, str], dict[str, Category]]:
    """Return the award categories by ``(edition, region)`` and code."""
    found: dict[tuple[str, str], dict[str, Category]] = {}
    for rules in catalogue.all(Rules):
        own = found.setdefault((rules.edition, rules.region), {})
        for group in rules.award_groups:
            own |= {item.code: Category(rules, group, item) for item in group.categories}
    return found


def goes_to_solutions(category: str, codes: CodeLists) -> bool:
    """Return whether awards of *category* go to solutions, as the list of categories says."""
    known = codes["award_category"].get(category)
    return known is not None and known.of_solutions


def is_computed(category: Category) -> bool:
    """Return whether the awards of *category* follow from the points ledger and are not entered by hand (50)."""
    return POINTS_LEDGER in (category.group.computed_from, category.values.basis)


@catalogue_rule("award")
def check_awards(catalogue: Catalogue, day: date) -> Iterator[Problem]:
    """Yield what is wrong with each award by itself (46, 48, 53)."""
    categories = categories_of(catalogue)
    for award in catalogue.all(Award):
        known = categories.get((award.edition, award.region))
        category = known.get(award.category) if known else None
        if known and category:
            yield from _recipient_allowed(award, category, catalogue)
        elif known is not None:
            facts = {"category": award.category, "known": ", ".join(known)}
            yield Problem(award.path, 0, "award-category-unknown", "category", facts)
        elif award.provenance != "reported":
            facts = {"edition": award.edition, "region": award.region}
            yield Problem(award.path, 0, "award-without-rules", "edition", facts)
        yield from _recipient_named(award, category, catalogue.codes)
        yield from _edition(award, catalogue)
        yield from _reported(award, catalogue)
        yield from _notice(award, category)


def _recipient_allowed(award: Award, category: Category, catalogue: Catalogue) -> Iterator[Problem]:
    recipient, types = award.recipient, category.group.recipient_types
    if recipient.type not in types:
        facts = {"category": award.category, "value": recipient.type, "known": ", ".join(types)}
        yield Problem(award.path, 0, "award-recipient-type", "recipient.type", facts)
    organization = catalogue.get(Organization, recipient.organization)
    allowed = category.values.org_types
    if organization and allowed and organization.org_type not in allowed and recipient.type != "solution":
        facts = {"organization": organization.id, "value": organization.org_type, "known": ", ".join(allowed)}
        yield Problem(award.path, 0, "award-org-type", "recipient.organization", facts)


def _recipient_named(award: Award, category: Category | None, codes: CodeLists) -> Iterator[Problem]:
    recipient = award.recipient
    has_name = any(name in recipient for name in ("organization", "manager", "label"))
    has_solution = "solution" in award or "solution_title" in award
    if not has_name and not (recipient.type == "solution" and has_solution):
        yield Problem(award.path, 0, "award-recipient-missing", "recipient")
    is_solution = (
        "solution" in category.group.recipient_types if category else goes_to_solutions(award.category, codes)
    )
    is_named = recipient.type == "solution" and "solution" in award
    if is_solution and not is_named and award.provenance != "reported":
        yield Problem(award.path, 0, "solution-not-named", "recipient")


def _reported(award: Award, catalogue: Catalogue) -> Iterator[Problem]:
    """Yield an award said to be known from a report in an edition that gives its awards by rules of its own (16)."""
    rules = rules_of(catalogue, award.edition)
    if award.provenance == "reported" and rules and rules.points and rules.provenance != "reported":
        facts = {"edition": award.edition, "rules": rules.id}
        yield Problem(award.path, 0, "award-not-a-report", "provenance", facts)


def _edition(award: Award, catalogue: Catalogue) -> Iterator[Problem]:
    targets = {
        "need": catalogue.get(Need, award.need),
        "solution": catalogue.get(Solution, award.solution),
        "conferred_at_event": catalogue.get(Event, award.conferred_at_event),
    }
    for name, target in targets.items():
        if target and target.edition and target.edition != award.edition:
            facts = {"field": name, "value": target.id, "other": target.edition, "edition": award.edition}
            yield Problem(award.path, 0, "award-other-edition", name, facts)


def _notice(award: Award, category: Category | None) -> Iterator[Problem]:
    """Yield a public notice that was shorter than the rules ask for."""
    starts, ends = award.notice_from, award.notice_to
    least = (category.rules.publish_notice_days if category else None) or 0
    if award.provenance != "reported" and starts and ends and 0 <= (ends - starts).days < least - 1:
        facts = {"days": str((ends - starts).days + 1), "bound": str(least)}
        yield Problem(award.path, 0, "notice-too-short", "notice_to", facts)
