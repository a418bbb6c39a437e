"""What stays as it was once others rely on it: origin, payout, rules of awards, awards on notice, past of persons."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date

from site_builder.load.contract.states import has_flag, states_with
from site_builder.load.yaml_text import Written
from site_builder.model import Catalogue, Record, is_a
from site_builder.problems import Problem
from site_builder.records import Award, Payout
from site_builder.worlds import day_of

Values = Mapping[str, Written]

OF_PAYOUT = ("edition", "pool", "cutoff_on", "method", "lines", "undistributed", "ledger_head", "rule_version")
OF_RULES = ("edition", "region", "publish_notice_days", "award_groups", "points", "payout")
OF_AWARD = (
    "edition", "region", "category", "recipient", "solution", "need", "prize", "rank", "notice_from", "notice_to",
)  # fmt: skip
WORDS = frozenset({"name", "description", "label"})
"""Fields in words, whose wording or translation may be bettered."""


def check_origin_kept(now: Record, old: Values) -> Iterator[Problem]:
    """Yield a change of provenance, which decides which rules hold for the record (16)."""
    before, after = old.get("provenance"), now["provenance"]
    if isinstance(before, str) and before != after:
        yield Problem(now.path, 0, "provenance-changed", "provenance", {"before": before, "after": str(after or "–")})


def check_kept(now: Record, old: Values, new: Values, catalogue: Catalogue, day: date) -> Iterator[Problem]:
    """Yield what changed between *old* and *new* although somebody has come to rely on it (50, 53).

    Args:
        now: the record as read.
        old: its fields as they were written before.
        new: its fields as they are written now.
        catalogue: all records now.
        day: calendar day of the challenge.
    """
    if check := _CHECKS.get(now.type):
        yield from check(now, old, new, catalogue, day_of(now, catalogue, day))


def check_award_start(award: Award, before: str, day: date) -> Iterator[Problem]:
    """Yield an award that passes by its public notice, or goes on notice from a day that is over (53).

    Args:
        award: as it is now.
        before: its state at the earlier revision, nothing where it is new.
        day: calendar day of the challenge.
    """
    if award.provenance == "reported" or before in states_with("award", "announced"):
        return
    if not before and has_flag(award, "after_notice"):
        yield Problem(award.path, 0, "award-without-notice", "status", {"status": award.status})
    elif has_flag(award, "on_notice") and award.notice_from and award.notice_from < day:
        facts = {"notice_from": award.notice_from.isoformat(), "day": day.isoformat()}
        yield Problem(award.path, 0, "notice-backdated", "notice_from", facts)


def _award(now: Record, old: Values, new: Values, catalogue: Catalogue, day: date) -> Iterator[Problem]:
    status = old.get("status")
    if status in states_with("award", "announced", "revoked"):
        yield from _fixed(now, old, new, OF_AWARD, "award-rewritten")
    elif is_a(now, Award):
        yield from check_award_start(now, str(status or "nominated"), day)


def _payout(now: Record, old: Values, new: Values, catalogue: Catalogue, day: date) -> Iterator[Problem]:
    """A payout is made again only when the ledger has grown: the check holds that it is what the ledger gives."""
    heads = [line.hash for line in catalogue.ledgers.get(str(now["edition"]), ())]
    before, after = str(old.get("ledger_head")), str(now["ledger_head"])
    if before in heads and after in heads and heads.index(before) < heads.index(after):
        return
    yield from _fixed(now, old, new, OF_PAYOUT, "payout-rewritten")


def _rules(now: Record, old: Values, new: Values, catalogue: Catalogue, day: date) -> Iterator[Problem]:
    edition = old.get("edition")
    own = (award for award in catalogue.all(Award) if award.edition == edition)
    is_told = any(has_flag(award, "announced") and award.provenance != "reported" for award in own)
    if is_told or any(payout.edition == edition for payout in catalogue.all(Payout)):
        yield from _fixed(now, _without_words(old), _without_words(new), OF_RULES, "rules-rewritten")


def _past(now: Record, old: Values, new: Values, catalogue: Catalogue, day: date) -> Iterator[Problem]:
    """Yield each suspension that changed but for its end, and each employment of a manager who has points."""
    names = ["suspensions"]
    if any(line.beneficiary == now.id for lines in catalogue.ledgers.values() for line in lines):
        names.append("employments")
    for name in names:
        after = [_period(item) for item in _items(new.get(name))]
        for item in map(_period, _items(old.get(name))):
            is_open = not item[2] or item[2] > day.isoformat()
            if item not in after and not (is_open and any(item[:2] == other[:2] for other in after)):
                yield Problem(now.path, 0, "past-rewritten", name, {"field": name, "from": item[1]})
                break


def _items(written: Written) -> list[Written]:
    return written if isinstance(written, list) else []


def _period(written: Written) -> tuple[str, str, str]:
    item = written if isinstance(written, dict) else {}
    organization, first, last = (str(item.get(name) or "") for name in ("org", "from", "to"))
    return organization, first, last


def _fixed(now: Record, old: Values, new: Values, names: tuple[str, ...], code: str) -> Iterator[Problem]:
    for name in names:
        if old.get(name) != new.get(name):
            yield Problem(now.path, 0, code, name, {"field": name})


def _without_words(values: Values) -> dict[str, Written]:
    return {name: _bare(value) for name, value in values.items()}


def _bare(value: Written) -> Written:
    if isinstance(value, dict):
        return {name: _bare(item) for name, item in value.items() if name not in WORDS}
    return [_bare(item) for item in value] if isinstance(value, list) else value


_CHECKS: dict[str, Callable[[Record, Values, Values, Catalogue, date], Iterator[Problem]]] = {
    "award": _award,
    "payout": _payout,
    "rules": _rules,
    "technology_manager": _past,
    "organization": _past,
}
