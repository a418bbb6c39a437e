"""``jiebang doctor``: what is set, what is missing, what to do, on one page."""

from __future__ import annotations

import os
import sys
from datetime import datetime
from pathlib import Path

import click

from forms.commands.options import may_inbox_option
from forms.doctor import WRONG, Diagnosis, Looked, diagnoses
from forms.phrases import read_form_phrases
from site_builder.commands.echo import echo
from site_builder.commands.options import date_option, day_of, lang_option, require_repository, root_option
from site_builder.load.zones import read_zone
from site_builder.phrases import Phrases
from site_builder.validate.repository import check_repository


@click.command()
@may_inbox_option
@root_option
@date_option
@lang_option
def doctor(inbox_path: Path, root: Path, day: datetime | None, lang: str) -> None:
    """Say what is set and what is missing."""
    phrases = read_form_phrases(lang)
    require_repository(root, phrases)
    checked = check_repository(root, day_of(day))
    found = list(diagnoses(Looked(root, checked, inbox_path, os.environ, datetime.now(read_zone(root)))))
    for diagnosis in found:
        echo(_said(diagnosis, phrases))
    counts = {verdict: str(sum(one.verdict == verdict for one in found)) for verdict in ("fine", "to_do", "wrong")}
    echo(phrases.fill("doctor.done", counts))
    sys.exit(1 if any(diagnosis.verdict == WRONG for diagnosis in found) else 0)


def _said(diagnosis: Diagnosis, phrases: Phrases) -> str:
    verdict, topic = phrases[f"doctor.verdict.{diagnosis.verdict}"], phrases[f"doctor.topic.{diagnosis.topic}"]
    said = phrases.fill(f"doctor.{diagnosis.key}", diagnosis.facts)
    return phrases.fill("doctor.row", {"verdict": verdict, "topic": topic, "said": said})
