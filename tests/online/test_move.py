"""A challenge moves to another machine by the commands of the manual, and goes on there as if nothing were."""

from __future__ import annotations

import shutil
from pathlib import Path

import httpx
import pytest

from forms.accounts.accounts import Accounts
from forms.inbox.errors import CannotOpenError
from forms.inbox.sealed.keys import read_identity
from forms.inbox.store import Inbox
from tests.desks import PASSWORD, account, sign_in
from tests.inboxes import numbered
from tests.online.front import ONLINE
from tests.online.machine import Machine
from tests.repositories import BASE, commit, copy_base, git
from tests.service import SETTINGS
from tests.service_process import ServiceProcess

pytestmark = pytest.mark.slow

LOCAL = {"JIEBANG_SECOND_FACTOR": "optional", "JIEBANG_TRUSTED_HOPS": "0"}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_it_goes_on_at_another_machine(lang: str, tmp_path: Path) -> None:
    setup, upkeep = (ONLINE.parent / lang / name for name in ("setup.md", "upkeep.md"))
    old, new = (Machine(tmp_path / name, tmp_path / "holders") for name in ("old", "new"))
    for machine in (old, new):
        machine.set_up()
    old.challenge.rmdir()
    copy_base(old.challenge)
    (old.challenge / "mkdocs.yml").write_text(f"site_url: https://www.example.org/\n{SETTINGS}", encoding="utf-8")
    commit(old.challenge, "base")
    shutil.copytree(BASE / "private", old.state / "private")
    old.type(setup, "keys")
    for name in ("o01", "o02"):
        Accounts(old.state / "inbox.git", lambda: 0.0).put(account(name, "organizer"))
    receipt = Inbox.open(old.state / "inbox.git").receive(numbered(1), "1")
    old.type(upkeep, "backup")

    shutil.copytree(old.state / "backup", new.state / "backup", dirs_exist_ok=True)
    shutil.rmtree(old.folder)
    new.type(upkeep, "restore")
    said = new.type(upkeep, "moved")

    assert receipt.number in said
    assert files_in(new.state / "private") == files_in(BASE / "private") != {}
    assert git(new.challenge, "status", "--porcelain") == ""
    _goes_on(new, receipt.number, receipt.secret, tmp_path)
    opened = Inbox.open(new.state / "inbox.git")
    new.type(upkeep, "leaves")
    keys = {name: read_identity(new.home / f"{name}.txt") for name in ("first", "second", "third")}
    for name in ("first", "third"):
        assert opened.sealed(receipt.number, keys[name]) == numbered(1).sealed
    with pytest.raises(CannotOpenError):
        opened.sealed(receipt.number, keys["second"])


def files_in(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def _goes_on(machine: Machine, number: str, secret: str, folder: Path) -> None:
    """Hold that receipts are known, accounts sign in, and something new comes in at *machine*."""
    service = ServiceProcess(folder / "unused", **LOCAL)
    service.root, service.inbox_path = machine.challenge, machine.state / "inbox.git"
    service.start()
    try:
        with httpx.Client(trust_env=False, timeout=60) as client:
            form = {"receipt": number, "secret": secret}
            told = client.post(f"{service.origin}/track", data=form, headers={"origin": service.origin})
            health = client.get(f"{service.origin}/healthz").json()
        with httpx.Client(base_url=service.desk_origin, trust_env=False, timeout=60) as desk:
            signed_in = sign_in(desk, "o01", PASSWORD)
    finally:
        service.stop()

    assert (told.status_code, health["status"], signed_in.status_code) == (200, "ok", 303)
    assert number in told.text
