"""The chain from need to award, indexed once a build: what belongs to which need, solution, docking and edition."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from site_builder.derive.needs import published_need
from site_builder.languages import REQUIRED_LANGS
from site_builder.load.contract.states import has_flag
from site_builder.model import Catalogue, R, Record, Text
from site_builder.records import Award, Case, Contest, Docking, Need, Payout, Referral, Rules, Solution

Groups = Mapping[str, tuple[R, ...]]
"""Id of what is belonged to -> the records that belong to it, in order of id."""


@dataclass(frozen=True)
class Titled:
    """A record with the title under which it is linked; a contest and a docking go by the title of their need."""

    record: Record
    title: Text


@dataclass(frozen=True)
class Chain:
    """The records of the chain by what they belong to; ``rules`` and ``payouts`` by edition.

    ``contest_of`` gives the contest of a solution, ``awards_of`` the awards that name a solution or a docking,
    ``owned`` and ``mobilized`` the needs of an organisation.
    """

    catalogue: Catalogue
    day: date
    solutions: Groups[Solution]
    contests: Groups[Contest]
    dockings: Groups[Docking]
    dockings_of: Groups[Docking]
    contest_of: Mapping[str, Contest]
    referrals: Groups[Referral]
    cases: Groups[Case]
    awards: Groups[Award]
    awards_of: Groups[Award]
    owned: Groups[Need]
    mobilized: Groups[Need]
    rules: Mapping[str, Rules]
    payouts: Mapping[str, Payout]


def chain_on(catalogue: Catalogue, day: date) -> Chain:
    """Return the chain of *catalogue*, read once, as it is to be shown on *day*."""
    return Chain(
        catalogue=catalogue,
        day=day,
        solutions=catalogue.grouped(Solution, "need"),
        contests=catalogue.grouped(Contest, "need"),
        dockings=catalogue.grouped(Docking, "need"),
        dockings_of=catalogue.grouped(Docking, "solution", "result"),
        contest_of={solution: contest for contest in catalogue.all(Contest) for solution in contest.solutions},
        referrals=catalogue.grouped(Referral, "docking"),
        cases=catalogue.grouped(Case, "need"),
        awards=catalogue.grouped(Award, "need"),
        awards_of=_awards_of(catalogue),
        owned=catalogue.grouped(Need, "owner"),
        mobilized=catalogue.grouped(Need, "mobilized_by"),
        rules={rules.edition: rules for rules in catalogue.all(Rules)},
        payouts={payout.edition: payout for payout in catalogue.all(Payout)},
    )


def _awards_of(catalogue: Catalogue) -> Groups[Award]:
    found: dict[str, dict[str, Award]] = {}
    for award in catalogue.all(Award):
        named = {item.id for item in award.evidence if item.type in ("solution", "docking", "contest")}
        for key in {*named, award.solution}:
            if key:
                found.setdefault(key, {})[award.id] = award
    return {key: tuple(own.values()) for key, own in found.items()}


def titled(record: Record, catalogue: Catalogue) -> Titled:
    """Return *record* with its title, or the title of its need where it has none of its own."""
    own = next((record[name] for name in ("title", "name") if name in record.BLANK), None)
    if isinstance(own, Text):
        return Titled(record, own)
    need = published_need(catalogue, str(record["need"] or ""))
    return Titled(record, need.title if need else Text(dict.fromkeys(REQUIRED_LANGS, record.id)))


def has_page(solution: Solution) -> bool:
    """Return whether *solution* may be shown: with consent, or once it was selected (rule 31)."""
    is_public = solution.public_consent or has_flag(solution, "named")
    return bool(is_public and solution.title)
