"""Disks that fill up: files wait within bounds, some space stays free, and what cannot be stored is said plainly."""

from __future__ import annotations

import contextlib
import os
import resource
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from forms.inbox import disk
from forms.inbox.repository import ABANDONED_SECONDS, Repository, make_repository
from forms.intake.limits import MEBIBYTE
from forms.intake.room import Quota
from forms.phrases import read_form_phrases
from tests.service import CONSENTS, Running, need_pairs, pairs_of, started
from tests.waiting import wait_until

BY_THE_AGE_OF_FILES = pytest.mark.skipif("FAKETIME" in os.environ, reason="libfaketime does not move files' times")


@pytest.fixture(scope="module")
def proxied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    quota = Quota(own_bytes=2000, own_files=3, all_bytes=6000, all_files=7)
    with started(tmp_path_factory.mktemp("proxied"), quota=quota, trusted_hops=1) as service:
        yield service


@pytest.fixture(scope="module")
def short(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """Return a service whose disk has less free than is kept free."""
    with started(tmp_path_factory.mktemp("short"), quota=Quota(free_bytes=2**62)) as service:
        yield service


@pytest.fixture(autouse=True)
def _nothing_waits(request: pytest.FixtureRequest) -> Iterator[None]:
    yield
    if "proxied" in request.fixturenames:
        for file in request.getfixturevalue("proxied").service.inbox.repository.incoming.iterdir():
            file.unlink()


def pdf(size: int) -> tuple[str, bytes, str]:
    return "a.pdf", b"%PDF-1.4\n" + os.urandom(size) + b"\n%%EOF", "application/pdf"


def put(service: Running, size: int, address: str = "") -> Any:
    """Return the answer to a need with a file, which then waits to be confirmed."""
    heads = {"x-forwarded-for": address} if address else {}
    return service.post("need", pairs_of(need_pairs(), *CONSENTS["need"]), [pdf(size)], **heads)


def waiting(service: Running) -> list[Path]:
    return list(service.service.inbox.repository.incoming.iterdir())


@pytest.mark.parametrize(
    ("other", "status"),
    [("203.0.113.9", 429), ("203.0.113.10", 200), ("2001:db8::1", 200)],
)
def test_one_address_has_its_share_of_what_waits(proxied: Running, other: str, status: int) -> None:
    assert put(proxied, 2500, "203.0.113.9").status_code == 200

    assert put(proxied, 10, other).status_code == status


def test_one_network_of_ipv6_has_one_share(proxied: Running) -> None:
    assert put(proxied, 2500, "2001:db8:1:1::1").status_code == 200

    assert put(proxied, 10, "2001:db8:1:2::1").status_code == 429
    assert put(proxied, 10, "2001:db8:2:2::1").status_code == 200


def test_what_was_confirmed_or_removed_counts_no_longer(proxied: Running) -> None:
    assert put(proxied, 2500, "203.0.113.9").status_code == 200
    for file in waiting(proxied):
        file.unlink()

    assert put(proxied, 10, "203.0.113.9").status_code == 200


def test_many_small_files_are_bounded_by_their_number(proxied: Running) -> None:
    answers = [put(proxied, 10, "203.0.113.9").status_code for _ in range(5)]

    assert answers == [200, 200, 200, 200, 429]


def test_all_that_waits_is_bounded_whoever_sent_it(proxied: Running) -> None:
    answers = [put(proxied, 1900, f"203.0.113.{number}") for number in range(5)]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 503, 503]
    assert answers[-1].headers["retry-after"] == "600"


def test_a_file_that_grows_beyond_what_may_wait_is_cut_off_on_its_way(tmp_path: Path) -> None:
    with started(tmp_path, quota=Quota(all_bytes=2 * MEBIBYTE)) as service:
        answer = put(service, 12 * MEBIBYTE)

        assert answer.status_code == 503
        assert waiting(service) == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_little_space_refuses_files_and_says_so(short: Running, lang: str) -> None:
    pairs = pairs_of({**need_pairs(), "language": lang}, *CONSENTS["need"])
    answer = short.post("need", pairs, [pdf(10)], **{"accept-language": lang})

    assert answer.status_code == 503
    assert str(read_form_phrases(lang)["refused.no_space"]) in answer.text
    assert waiting(short) == []


def test_little_space_refuses_files_in_json_too(short: Running) -> None:
    answer = short.hand_in("need", need_pairs(), attachments=[{"name": "a.pdf", "content": ""}])

    assert (answer.status_code, answer.json()["code"]) == (503, "no_space")


def test_little_space_leaves_everything_else_as_it_was(short: Running) -> None:
    number, secret = short.receipt_of(short.send("need", need_pairs()))
    tracked = short.client.post("/track", data={"receipt": number, "secret": secret, "language": "en"})

    assert tracked.status_code == 200
    assert short.client.get("/healthz").json() == {"status": "ok", "files": "refused: little space"}


def test_health_is_what_was_written_and_read_back(tmp_path: Path) -> None:
    with started(tmp_path) as service:
        incoming = service.service.inbox.repository.incoming
        assert service.client.get("/healthz").json() == {"status": "ok", "files": "taken"}
        incoming.rename(tmp_path / "away")
        wait_until(lambda: service.client.get("/healthz").status_code == 503)
        assert service.client.get("/healthz").json() == {"status": "cannot write", "files": "refused"}
        (tmp_path / "away").rename(incoming)
        wait_until(lambda: service.client.get("/healthz").status_code == 200)

        assert waiting(service) == []


def test_health_tells_of_a_disk_that_does_not_flush(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(folder: Path) -> None:
        raise OSError(5, "Input/output error")

    with started(tmp_path) as service:
        monkeypatch.setattr(disk, "flush_file_system", fail)

        assert service.client.get("/healthz").status_code == 503


@contextlib.contextmanager
def file_system(folder: Path, size: str) -> Iterator[Path]:
    """Yield a file system of *size* at *folder*; skip where nobody may mount one."""
    folder.mkdir()
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder], check=False)
    if done.returncode:
        pytest.skip("mounting takes the rights of root")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


def test_a_full_disk_is_said_plainly_and_leaves_nothing_behind(tmp_path: Path) -> None:
    with file_system(tmp_path / "small", "48m") as folder, started(folder, quota=Quota(free_bytes=0)) as service:
        service.receipt_of(service.send("need", need_pairs()))
        ballast = folder / "ballast"
        with contextlib.suppress(OSError), ballast.open("wb") as file:
            while True:
                file.write(b"\0" * 65536)
        refused = service.send("need", need_pairs(), [pdf(2 * MEBIBYTE)])
        told = service.client.get("/healthz").status_code
        ballast.unlink()
        wait_until(lambda: service.client.get("/healthz").status_code == 200)

        assert (refused.status_code, told) == (503, 503)
        assert [file for file in waiting(service) if file.suffix == ".age"] == []
        assert list((service.inbox_path / "objects").rglob("tmp_obj_*")) == []
        assert service.send("need", need_pairs(), [pdf(10)]).status_code == 200


@BY_THE_AGE_OF_FILES
def test_unfinished_objects_of_a_process_that_was_killed_go(tmp_path: Path) -> None:
    make_repository(tmp_path / "inbox.git")
    repository = Repository(tmp_path / "inbox.git")
    old, new = (repository.path / "objects" / "ab" / f"tmp_obj_{name}" for name in ("old", "new"))
    for file in (old, new):
        file.write_bytes(b"x")
    long_ago = time.time() - ABANDONED_SECONDS - 60
    os.utime(old, (long_ago, long_ago))
    repository.clear_abandoned()

    assert (old.exists(), new.exists()) == (False, True)


def test_an_object_that_cannot_be_finished_goes_at_once(tmp_path: Path) -> None:
    make_repository(tmp_path / "inbox.git")
    repository = Repository(tmp_path / "inbox.git")
    large = tmp_path / "large"
    large.write_bytes(os.urandom(MEBIBYTE))
    writer = repository.writer()
    writer.blob(b"before")
    most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (MEBIBYTE // 2, most[1]))
    try:
        with pytest.raises(OSError, match="File too large"):
            writer.blob_of_file(large)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, most)

    assert list((repository.path / "objects").rglob("tmp_obj_*")) == []
