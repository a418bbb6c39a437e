"""Sessions: what is ended stays ended, whatever else is under way; each can be seen and ended by itself."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from forms.accounts.folder import FOLDER
from forms.accounts.sessions import TOUCH_SECONDS, Sessions
from tests.desks import account


class MovedClock:
    """A clock that is moved by hand and, once told so, does something else whenever somebody looks at it."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.meanwhile = lambda: None

    def __call__(self) -> float:
        self.meanwhile()
        return self.now


def test_a_request_under_way_does_not_undo_a_sign_out(tmp_path: Path) -> None:
    clock = MovedClock()
    sessions, other = Sessions(tmp_path, clock), Sessions(tmp_path, lambda: clock.now)
    session_id = sessions.begin(account("o01", "organizer"))
    clock.now += TOUCH_SECONDS + 1  # so that the request notes that the session is used
    clock.meanwhile = lambda: other.end(session_id)  # after the request has read it, and before it notes anything

    sessions.read(session_id)
    clock.meanwhile = lambda: None

    assert sessions.read(session_id) is None
    assert list(sessions.all()) == []


def test_a_session_is_ended_by_its_mark_and_the_others_go_on(tmp_path: Path) -> None:
    sessions = Sessions(tmp_path, lambda: 1000.0)
    first, second = (sessions.begin(account("o01", "organizer"), network) for network in ("192.0.2.1", "192.0.2.2"))
    marks = {one.session.network: one.mark for one in sessions.open_ones()}

    assert sessions.read(marks["192.0.2.1"]) is None  # what names it does not open it
    ended = sessions.end_marked(marks["192.0.2.1"])

    assert ended and ended.network == "192.0.2.1"
    assert (sessions.read(first), sessions.read(second) is not None) == (None, True)


@pytest.mark.parametrize("mark", ["", "../accounts", "x" * 64, "0" * 64])
def test_what_names_no_session_ends_none_and_no_other_file(mark: str, tmp_path: Path) -> None:
    sessions = Sessions(tmp_path, lambda: 1000.0)
    kept = tmp_path / FOLDER / "accounts.json"
    kept.write_text("{}", encoding="utf-8")

    assert sessions.end_marked(mark) is None
    assert kept.exists()


def test_a_session_of_the_version_before_goes_on(tmp_path: Path) -> None:
    sessions = Sessions(tmp_path, lambda: 1000.0)
    session_id = sessions.begin(account("o01", "organizer"))
    file = next((tmp_path / FOLDER / "sessions").glob("*.json"))
    row = json.loads(file.read_text(encoding="utf-8"))
    old = {"account": row["account"], "stamp": row["stamp"], "began": 900.0, "used": 990.0, "csrf": row["csrf"]}
    file.write_text(json.dumps(old), encoding="utf-8")
    os.utime(file, (990.0, 990.0))

    found = sessions.read(session_id)

    assert found and (found.account, found.csrf) == ("o01", row["csrf"])
