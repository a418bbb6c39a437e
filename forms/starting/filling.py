"""The files of a new content repository: those of ``template/``, with the answers filled in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from forms.phrases import read_form_phrases
from forms.starting.answers import Answers, Organiser
from forms.starting.money import bands_of
from forms.starting.regions import country_of, regions_of
from site_builder.languages import CHINESE, ENGLISH, REQUIRED_LANGS
from site_builder.load.records import FORM_PATH
from site_builder.load.standards.places import id_part_of
from site_builder.load.trees import files_below
from site_builder.model import SHANGHAI, Text
from site_builder.text_forms.properties import has_han
from site_builder.upgrade.form import form_text

HERE = Path(__file__).parent
TEMPLATE, HOSTS, EXAMPLE = HERE / "template", HERE / "hosts", HERE / "example"
EDITION, REGION = "EDITION", "REGION"
"""Stand for the id of the edition, and for the region as ids have it, in names of files."""
DOT = "dot-"
"""Stands for a dot at the beginning of a name, so that nothing takes a template for what it makes."""
_MARKS = re.compile(r"([\\`*_\[\]<>|#])")


def files_of(answers: Answers, today: date) -> Iterator[tuple[str, bytes]]:
    """Yield path and content of each file of the repository that *answers* ask for, as it begins on *today*."""
    organisers = dict(organisers_of(answers))
    names = {f"names_{lang}": _listed(organisers.values(), lang) for lang in REQUIRED_LANGS}
    first = answers.regions[0]
    place = {
        "first_region": first,
        "regions": tuple(regions_of(answers.regions)),
        "country": country_of(first),
        "default_zone": SHANGHAI.key,
        "region_in_ids": id_part_of(first),
        "bands": tuple(bands_of(answers.currency)),
    }
    facts = {"a": answers, "today": today, "organisers": organisers, **names, **place}
    yield FORM_PATH, form_text().encode()
    folders = [TEMPLATE, *([HOSTS / answers.host] if answers.host != "none" else [])]
    for folder in [*folders, *([EXAMPLE] if answers.has_examples else [])]:
        for name in files_below(folder):
            yield place_of(name, answers), _filled(folder, name, facts)
    for organiser_id, organiser in organisers_of(answers):
        filled = _filled(HERE, "organization.yml", {**facts, "id": organiser_id, "organiser": organiser})
        yield f"content/organizations/{organiser_id}.yml", filled
    if own := _named_in_latin(answers):
        yield "content/taxonomy/proper_names.yml", _filled(HERE, "proper_names.yml", {"names": own})
    if answers.logo:
        for lang in REQUIRED_LANGS:
            yield f"content/pages/{lang}/logo{answers.logo.suffix}", answers.logo.content


def _named_in_latin(answers: Answers) -> list[Text]:
    """Return the names of tracks and organisers that are no Chinese ones in Chinese either, such as BMW."""
    names = [*(track.name for track in answers.tracks), *(organiser.name for organiser in answers.organisers)]
    return list({name[CHINESE]: name for name in names if not has_han(name[CHINESE])}.values())


def _listed(organisers: Iterable[Organiser], lang: str) -> str:
    phrases = read_form_phrases(lang)
    *names, last = [organiser.name[lang] for organiser in organisers]
    return phrases["init.names.last"].join(filter(None, (phrases["init.names.between"].join(names), last)))


def organisers_of(answers: Answers) -> Iterator[tuple[str, Organiser]]:
    """Yield each organiser with the id of its record, made of its English name."""
    taken: set[str] = set()
    for number, organiser in enumerate(answers.organisers, start=1):
        name = "-".join(re.findall(r"[a-z0-9]+", organiser.name[ENGLISH].lower()))[:50].strip("-") or "organiser"
        organiser_id = name if name not in taken else f"{name}-{number}"
        taken.add(organiser_id)
        yield organiser_id, organiser


def place_of(name: str, answers: Answers) -> str:
    """Return where the file that the template calls *name* stands in the repository."""
    parts = name.replace(EDITION, answers.edition).replace(REGION, id_part_of(answers.regions[0])).split("/")
    return "/".join(f".{part.removeprefix(DOT)}" if part.startswith(DOT) else part for part in parts)


def _filled(folder: Path, name: str, facts: Mapping[str, Any]) -> bytes:
    return _environment(folder).get_template(name).render(facts).encode()


def _environment(folder: Path) -> Environment:
    """Return what fills templates: «…» is filled in, «% … %» decides; nothing that YAML, Markdown or shells use."""
    made = Environment(  # noqa: S701 - nothing here is HTML
        loader=FileSystemLoader(folder),
        undefined=StrictUndefined,
        variable_start_string="«", variable_end_string="»",
        block_start_string="«%", block_end_string="%»",
        comment_start_string="«#", comment_end_string="#»",
        trim_blocks=True,
        keep_trailing_newline=True,
    )  # fmt: skip
    made.filters.update(yaml=_as_yaml, plain=_as_markdown)
    return made


def _as_yaml(text: str) -> str:
    """Return *text* as a YAML value on one line, in quotes where it needs them."""
    return yaml.safe_dump(str(text), allow_unicode=True, width=10_000).removesuffix("\n").removesuffix("\n...")


def _as_markdown(text: str) -> str:
    """Return *text* for Markdown, in which nothing of it is a mark."""
    return _MARKS.sub(r"\\\1", text)
