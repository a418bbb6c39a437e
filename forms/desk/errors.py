"""Why the desk refuses; each has its words under ``desk.refused`` in ``forms/strings``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from site_builder.problems import Problem


class DeskError(Exception):
    """The desk refuses, nothing was changed; ``code`` is its reason, with *facts* for the words."""

    def __init__(self, code: str, facts: Mapping[str, str] | None = None, problems: Sequence[Problem] = ()) -> None:
        super().__init__(code)
        self.code = code
        self.facts = dict(facts or {})
        self.problems = tuple(problems)


REFUSALS = (
    "role",
    "state",
    "unseen",
    "checks_open",
    "errors_found",
    "no_other",
    "not_approved",
    "no_record",
    "not_a_slug",
    "not_in_place",
    "published_other_text",
    "check_failed",
    "branch_moved",
    "no_repository",
    "files_changed",
    "language_missing",
    "not_taken",
    "no_account",
    "no_text",
    "translator_missing",
    "unknown_check",
    "left_in_text",
    "four_eyes",
    "settings",
    "identity_wanted",
    "private_missing",
    "private_inside",
    "private_taken",
    "private_unreadable",
    "request_open",
    "host_settings",
    "host_no_token",
    "host_no_answer",
    "host_status",
    "host_push",
)
