"""Small catalogues in memory for tests about points, payouts and awards: records with only what the test is about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from site_builder.compute.ledger import linked
from site_builder.load.contract.schemas import read_schemas
from site_builder.model import Catalogue, Code, PointsLine, Record, Struct, Text

START = date(2026, 6, 1)
CUTOFF = date(2026, 12, 31)
HOME = ("31", "32", "33", "34")
REGIONS = {code: Code(code, Text(zh=code, en=code), is_home=code in HOME) for code in (*HOME, "cn", "ov")}


def record(kind: str, record_id: str, **values: Any) -> Record:
    """Return a record of type *kind* with only these values; lists of parts are given as lists of mappings."""
    schema = read_schemas().types[kind]
    typed = {name: _typed(schema.fields[name].part, value) for name, value in values.items()}
    return schema.record({"id": record_id, **typed}, f"content/{kind}/{record_id}.yml", record_id)


def part(name: str, **values: Any) -> Struct:
    """Return a structure of the part *name*."""
    return read_schemas().parts[name].struct(values)


def _typed(name: str, value: Any) -> Any:
    if name and isinstance(value, list):
        return tuple(part(name, **item) for item in value)
    if name and isinstance(value, Mapping):
        return part(name, **value)
    return tuple(value) if isinstance(value, list) else value


def points_rules(**changed: Any) -> dict[str, Any]:
    """Return the points rules of the domain model's defaults."""
    return {
        "version": 1,
        "from": START,
        "docking_success_requires": "contract_signed",
        "base_points": 100,
        "manager_percent": 70,
        "independent_manager": "institution_share_dropped",
        **changed,
    }


def payout_rules(**changed: Any) -> dict[str, Any]:
    """Return payout rules with the pool of the notice and no bound."""
    return {"pool": 500_000, "method": "proportional", "cutoff_on": CUTOFF, **changed}


def rules(*versions: Mapping[str, Any], payout: Mapping[str, Any] | None = None) -> Record:
    """Return the rules of edition ``e``."""
    return record(
        "rules", "e-rules", edition="e", region="31", version=1, points=[*versions], payout=payout or payout_rules()
    )


def manager(manager_id: str, *employers: tuple[str, date, date | None], **values: Any) -> Record:
    """Return an active manager who signed the agreement before the edition began."""
    employments = [{"org": org, "from": start} | ({"to": end} if end else {}) for org, start, end in employers]
    known = {"status": "active", "agreement_signed_on": date(2026, 5, 1), **values}
    return record("technology_manager", manager_id, employments=employments, **known)


def docking(docking_id: str, signed_on: date | None, shares: Mapping[str, int], **values: Any) -> Record:
    """Return a docking, by default between an enterprise of Shanghai and a solver of the same region."""
    known: dict[str, Any] = {
        "edition": "e",
        "need": "need-1",
        "solution": "solution-1",
        "stage": "contract_signed" if signed_on else "negotiating",
        "parties": [{"role": "need_owner", "org_type": "enterprise"}, {"role": "solver", "org_type": "university"}],
        "technology_managers": [
            {"manager": key, "service": "deal_making", "share_percent": share} for key, share in shares.items()
        ],
        **({"contract_signed_on": signed_on} if signed_on else {}),
        **values,
    }
    return record("docking", docking_id, **known)


def catalogue(*records: Record, ledger: Iterable[PointsLine] = (), solver_region: str = "31") -> Catalogue:
    """Return a catalogue of *records*, one need of Shanghai and its solution; *ledger* is that of edition e."""
    known = [
        record("need", "need-1", edition="e", region="31", status="docking"),
        record("solution", "solution-1", edition="e", need="need-1", solver_region=solver_region),
        *records,
    ]
    by_type: dict[str, dict[str, Record]] = {}
    for item in sorted(known, key=lambda item: item.id):
        by_type.setdefault(item.type, {})[item.id] = item
    return Catalogue(by_type, {**read_schemas().codes, "region": REGIONS}, ledgers={"e": tuple(linked((), ledger))})


def line(docking_id: str, beneficiary: str, points: int, on: date = START, **values: Any) -> PointsLine:
    """Return a ledger line for a manager without its place in the chain."""
    known = {"kind": "docking_success", "rule": 1, "reverses": 0, "reason": "", **values}
    return PointsLine(
        0, known["kind"], docking_id, "manager", beneficiary, points, known["rule"], known["reverses"],
        known["reason"], on,
    )  # fmt: skip
