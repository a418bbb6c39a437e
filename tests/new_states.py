"""Meets three states that only the tables know, and prints what they are at each place as JSON.

``python -m tests.new_states FOLDER``, run by ``test_new_states.py`` in a process whose packages are a copy.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from forms.accounts.roles import Member
from forms.inbox.decisions import Details
from forms.inbox.states import state_names
from forms.model import Actor
from forms.phrases import read_form_phrases
from forms.review.queue import Wanted, rows
from site_builder.derive.days.stages import stage_on
from site_builder.derive.forms import open_needs_on
from site_builder.derive.needs import need_rows_on
from site_builder.load.contract.schemas import read_schemas
from site_builder.model import Catalogue
from site_builder.phrases import read_phrases
from site_builder.records import Need
from site_builder.render.environment import environment_for
from site_builder.validate.repository import check_repository
from tests.inboxes import new_inbox, numbered
from tests.repositories import TODAY, copy_base
from tests.state_pages import page

NEED = "needs/cic2026/cic2026-31-0001.yml"
BADGE = '{% import "macros.html" as m with context %}{{ m.deadline_badge(need, stage) }}'


def at_the_check(state: str, folder: Path) -> tuple[list[str], Catalogue]:
    """Return the codes about the need of the base in *state*, and the catalogue."""
    root = copy_base(folder / state)
    file = root / NEED
    file.write_text(
        file.read_text(encoding="utf-8").replace("status: published", f"status: {state}"), encoding="utf-8"
    )
    found = check_repository(root, TODAY)
    return sorted({one.code for one in found.problems if one.path == NEED and one.where != "id"}), found.catalogue


def on_the_site(state: str, folder: Path) -> dict[str, Any]:
    """Return what check, pages and forms make of the need of the base in *state*."""
    codes, catalogue = at_the_check(state, folder)
    need = catalogue.get(Need, "cic2026-31-0001")
    if need is None or need not in [row.need for row in need_rows_on(catalogue, TODAY)]:
        return {"check": codes, "has_page": False}
    stage = stage_on(need, TODAY)
    badges = [
        environment_for(read_phrases(lang), read_schemas().codes).from_string(BADGE).render(need=need, stage=stage)
        for lang in ("zh", "en")
    ]
    return {
        "check": codes,
        "has_page": True,
        "can_be_taken_up": need in open_needs_on(catalogue, TODAY),
        "stage": [stage.stage, stage.step],
        "badges": badges,
    }


def at_the_desk(folder: Path) -> list[Any]:
    """Return where a submission stands after each of three actions, and whether the desk lists it."""
    opened, states = new_inbox(folder), []
    entry = opened.inbox.read(opened.inbox.receive(numbered(1), "first").number)
    for action in ("start_review", "start_review", "approve"):
        details = Details(digest=entry.envelope.digests["record.yml"]) if action == "approve" else Details()
        actor, number = Actor("account-7", "reviewer"), entry.envelope.receipt
        entry = opened.inbox.act(number, action, actor, expected_tip=entry.tip, details=details)
        listed = rows(opened.inbox, Member("account-7", frozenset({"reviewer"})), Wanted(), TODAY)
        names = [state_names(read_form_phrases(lang), "desk.state")[entry.envelope.state] for lang in ("zh", "en")]
        states.append([entry.envelope.state, names, [row.due_on is not None for row in listed]])
    return states


def main() -> None:
    """Print it."""
    folder = Path(sys.argv[1])
    facts: dict[str, Any] = {state: on_the_site(state, folder) for state in ("extended", "paused", "second_review")}
    facts["desk"] = at_the_desk(folder)
    facts["docs"] = [line for line in page().splitlines() if line.startswith(("| `paused`", "| `second_review`"))]
    print(json.dumps(facts, ensure_ascii=False))


if __name__ == "__main__":
    main()
