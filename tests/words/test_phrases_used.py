"""The words of the pages: each is used somewhere, and each that a template asks for is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from site_builder.derive.days.stages import STEPS
from site_builder.derive.facets import FACETS
from site_builder.derive.results import assessment_of
from site_builder.load.contract.schemas import read_schemas
from site_builder.phrases import STRINGS, read_phrase_file, read_phrases
from site_builder.records import Result

PACKAGE = STRINGS.parent
SOURCES = sorted(
    path for path in PACKAGE.rglob("*") if path.suffix in (".html", ".js", ".py") and "__pycache__" not in path.parts
)
TEMPLATES = [path for path in SOURCES if path.suffix == ".html"]

MARKS = ("public", "consent", "sealed", "internal", "desk")
POINTS = [name for name, _ in assessment_of(Result({}, "", "")).points]
SECTIONS = "home needs results awards editions events statistics forms guide more"

# Keys put together while rendering: how the source writes the beginning -> what may follow.
FAMILIES = {
    '"badge." ~': ["open", "closing", "closed", "reported"],
    '"step." ~': [*STEPS, "done", "current", "upcoming", "ended", "not_reached"],
    '"step_note." ~': ["posted", "contest_opened", "contest_closed"],
    '"point." ~': POINTS,
    '"facet." ~': list(FACETS),
    "'facet.' ~": list(FACETS),
    '"home." ~': ("need_owner solver manager institution need_owner_do solver_do manager_do institution_do").split(),
    '"counter." ~': (
        "open needs posted archive results solutions contests dockings awards editions organizations policies"
    ).split(),
    '"differ." ~': ["none", "fewer", "other"],
    '"home.step" ~': [f"{n}{part}" for n in (1, 2, 3) for part in ("", "_about")],
    '"organization." ~': "managers editions sessions alliances events agreements policies cases".split(),
    '"records." ~': "alliance agreement case policy news".split(),
    '"pages." ~': "needs solutions contests dockings referrals".split(),
    '"chain." ~': [
        *"posted deadline contest_selected contest_no_award".split(),
    ],
    '"referral." ~': [
        f"{status}{part}" for status in read_schemas().codes["referral_status"] for part in ("", "_about")
    ],
    '"standings." ~': "suspended min_points max_recipients".split(),
    '"form.mark_" ~': [f"{kind}{part}" for kind in MARKS for part in ("", "_about")],
    '"forms.after_" ~': ["1", "2", "3"],
    'f"unit.{': ["months", "percent"],
    'f"form.in_{': ["zh", "en", *(f"{lang}_{kind}" for lang in ("zh", "en") for kind in ("both", "any"))],
    'f"form.{': ["yes", "no"],
    '"weekday.d" ~': [str(day) for day in range(7)],
    '"nav." ~': SECTIONS.split(),
    "'nav_path.' ~": SECTIONS.split(),
    '"footer." ~': "about guide services glossary data accessibility".split(),
    'f"qualified.{': [code for code in read_schemas().codes["qualifier"] if code != "exact"],
}

PAGES = ("site.yml", "chain.yml", "forms.yml")  # files of phrases for the pages
WRITTEN = re.compile(r"[a-z_]+\.[a-z_]*")
LITERAL = re.compile(r"""["']([a-z_]+(?:\.[a-z0-9_]+)+)["']""")
ASKED = re.compile(r"""(["'])([a-z_]+(?:\.[a-z0-9_]+)+)\1(?! ~)""")
BEGINNING = re.compile(r"""(["'])[a-z_]+\.[a-z_]*\1 ~""")


def keys_of(lang: str) -> list[str]:
    return [key for name in PAGES for key, _ in read_phrase_file(STRINGS / lang / name)]


def texts(paths: list[Path]) -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in paths)


def family_keys() -> set[str]:
    return {WRITTEN.findall(beginning)[0] + end for beginning, ends in FAMILIES.items() for end in ends}


def test_every_phrase_of_the_pages_is_used() -> None:
    used = set(LITERAL.findall(texts(SOURCES))) | family_keys()

    assert [key for key in keys_of("zh") if key not in used] == []


def test_every_phrase_that_a_template_asks_for_is_there() -> None:
    there = set(keys_of("zh"))
    sections = {key.split(".")[0] for key in there}
    asked = {key for _, key in ASKED.findall(texts(TEMPLATES)) if key.split(".")[0] in sections}

    assert len(asked) > 100
    assert sorted(asked - there) == []


def test_every_phrase_put_together_while_rendering_is_there() -> None:
    assert sorted(family_keys() - set(keys_of("zh"))) == []


def test_every_family_of_phrases_is_listed_here() -> None:
    begun = {found.group() for found in BEGINNING.finditer(texts(TEMPLATES))}

    assert sorted(begun - set(FAMILIES)) == []


@pytest.mark.parametrize("beginning", FAMILIES)
def test_every_family_listed_here_is_put_together_somewhere(beginning: str) -> None:
    assert beginning in texts(SOURCES)


# Phrases that a schema label would say as well, and why they stand on their own.
NOT_THE_LABEL = {
    "chain.deadline": "an event of the timeline",
    "form.attachments": "files that come with any form",
    "home.institution": "who reads the page",
    "home.manager": "who reads the page",
    "home.need_owner": "who reads the page",
    "home.solver": "who reads the page",
    "ledger.day": "a column of the ledger, which is no record",
    "ledger.digest": "a column of the ledger, which is no record",
    "ledger.docking": "a column of the ledger, which is no record",
    "list.heading": "whatever a list holds",
    "nav.events": "a section of the site",
    "organization.managers": "managers whom the organisation employs",
    "pages.needs": "a section of the site",
    "facet.domains": "a way of browsing",
    "facet.regions": "a way of browsing",
    "facet.tracks": "a way of browsing",
    "point.application": "a point of the assessment",
    "point.evidence": "a point of the assessment",
    "point.ipr": "a point of the assessment",
    "point.pilot": "a point of the assessment",
}


def labels() -> set[tuple[str, str]]:
    """Return the labels of the fields that pages show, in both languages."""
    schemas = (*read_schemas().types.values(), *read_schemas().parts.values())
    specs = [spec for schema in schemas for spec in schema.fields.values() if spec.visibility == "public"]
    return {(label["zh"], label["en"]) for spec in specs for label in (spec.label, spec.label_shown) if label["zh"]}


def test_no_phrase_repeats_the_label_of_a_field() -> None:
    zh, en = read_phrases("zh"), read_phrases("en")
    repeated = [key for key in keys_of("zh") if (zh[key], en[key]) in labels()]

    assert sorted(repeated) == sorted(NOT_THE_LABEL)
