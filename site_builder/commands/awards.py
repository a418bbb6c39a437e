"""``jiebang awards``: who is eligible for what, and whether the awards on record hold the rules."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import click

from site_builder.commands.checked import checked_or_exit, is_log_behind
from site_builder.commands.echo import echo
from site_builder.commands.options import (
    date_option,
    day_of,
    lang_option,
    root_option,
)
from site_builder.commands.points import edition_of, edition_option, is_downstream
from site_builder.commands.tables import table_of
from site_builder.compute.candidates import PERSON, SOLUTION, Candidate, candidates_of_edition
from site_builder.load.contract.states import has_flag
from site_builder.load.standards.currencies import code_fact, unit_fact
from site_builder.model import Catalogue, Text
from site_builder.phrases import Phrases, read_phrases
from site_builder.records import Award, AwardCategory, Rules
from site_builder.validate.award.awards import Category, categories_of, is_computed
from site_builder.validate.award.candidates import recipient_of
from site_builder.worlds import day_in

LINES_SHOWN = 6


@click.group()
def awards() -> None:
    """Propose and verify awards."""


@awards.command()
@root_option
@lang_option
@date_option
@edition_option
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
def propose(root: Path, lang: str, day: datetime | None, edition: str | None, form: str) -> None:
    """List the candidates of each award."""
    phrases, today = read_phrases(lang), day_of(day)
    catalogue = checked_or_exit(root, lang, today, but=is_downstream).catalogue
    key, _ = edition_of(edition, catalogue, phrases, "award_groups", "awards")
    on = day_in(key, catalogue, today)
    found = list(candidates_of_edition(catalogue, key, on))
    if form == "json":
        told = {
            category.code: [
                {"kind": one.kind, "id": one.id, "figures": dict(one.figures), "evidence": one.evidence}
                for one in candidates
            ]
            for _, category, candidates in found
        }
        echo(json.dumps({"edition": key, "on": on.isoformat(), "candidates": told}, ensure_ascii=False, indent=2))
        return
    for _, category, candidates in found:
        echo(_heading(category, candidates, phrases))
        rows = [_row(number, one, key, category, catalogue, phrases) for number, one in enumerate(candidates, 1)]
        echo((table_of(phrases["awards.columns"].split(" | "), rows) if rows else phrases["awards.none"]) + "\n")


def _heading(category: AwardCategory, candidates: list[Candidate], phrases: Phrases) -> str:
    bounds = [str(category[name]) for name in ("count_min", "count_max") if category[name] is not None]
    places = "–".join(dict.fromkeys(bounds)) or phrases["awards.places_open"]
    facts = {"category": category.code, "name": category.name[phrases.lang], "count": len(candidates)}
    return phrases.fill("awards.proposal", {**facts, "places": places})


def _row(
    number: int, one: Candidate, edition: str, category: AwardCategory, catalogue: Catalogue, phrases: Phrases
) -> tuple[object, ...]:
    money = code_fact(catalogue.codes)
    told = (phrases.fill(f"awards.figures.{name}", {"value": value, **money}) for name, value in one.figures.items())
    shown = [f"#{key}" if kind == "ledger" else key for kind, key in one.evidence[:LINES_SHOWN]]
    evidence = ", ".join(shown) + (" …" if len(one.evidence) > LINES_SHOWN else "")
    held = [
        award.status
        for award in catalogue.all(Award)
        if (award.edition, award.category) == (edition, category.code) and recipient_of(award) == one.id
    ]
    names = [catalogue.codes["award_status"][status].name[phrases.lang] for status in held]
    return number, _name_of(one, catalogue, phrases.lang), ", ".join(told), evidence, ", ".join(names)


def _name_of(one: Candidate, catalogue: Catalogue, lang: str) -> str:
    kind = {SOLUTION: "solution", PERSON: "technology_manager"}.get(one.kind, "organization")
    record = catalogue.records[kind][one.id]
    names = (record[name] for name in ("title", "name", "name_label") if name in record)
    return next((name[lang] for name in names if isinstance(name, Text) and name[lang]), one.id)


@awards.command()
@root_option
@lang_option
@date_option
def verify(root: Path, lang: str, day: datetime | None) -> None:
    """Verify the awards on record."""
    phrases, on = read_phrases(lang), day_of(day)
    catalogue = checked_or_exit(root, lang, on, but=is_log_behind).catalogue  # what is not read cannot hold
    told = list(_verified(catalogue, phrases))
    echo("\n".join(told) if told else phrases["awards.no_rules"])


def _verified(catalogue: Catalogue, phrases: Phrases) -> Iterator[str]:
    categories = categories_of(catalogue)

    def category_of(award: Award) -> Category | None:
        return categories.get((award.edition, award.region), {}).get(award.category)

    for rules in catalogue.all(Rules):
        own = [award for award in catalogue.all(Award) if award.edition == rules.edition]
        if not own:
            continue
        facts = {
            "edition": rules.edition,
            "awards": len(own),
            "revoked": sum(has_flag(award, "revoked") for award in own),
            "version": rules.version,
            **unit_fact(catalogue.codes),
            "prizes": sum(award.prize.amount for award in own if award.prize and not has_flag(award, "revoked")),
            "pools": sum(group.pool or 0 for group in rules.award_groups),
            "computed": sum(category is not None and is_computed(category) for category in map(category_of, own)),
        }
        yield phrases.fill("awards.verified", facts)
