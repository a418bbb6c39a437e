"""The same command on any machine: the same bytes, and files for those whom they are for."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.repositories import commit, copy_base
from tests.service import SETTINGS

pytestmark = pytest.mark.slow

PROGRAM = Path(sys.executable).with_name("jiebang")
PAGE = "# 关于\n"
DAY = ("--date", "2026-11-21")
AWKWARD = {
    "the C locale without UTF-8": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    "POSIX": {"LC_ALL": "POSIX", "PYTHONUTF8": "0"},
    "a language that is not there": {"LANG": "de_DE", "LC_ALL": "de_DE.ISO-8859-1"},
    "output in ASCII": {"PYTHONIOENCODING": "ascii"},
    "no home": {"HOME": ""},
    "a home that is none": {"HOME": "/proc/none"},
    "another zone": {"TZ": "Pacific/Kiritimati"},
    "the variables of a hook": {
        "GIT_DIR": "/nowhere",
        "GIT_WORK_TREE": "/",
        "GIT_INDEX_FILE": "/x",
        "GIT_PREFIX": "x/",
    },
}


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a repository with a page that is called in Chinese, and a problem."""
    made = copy_base(tmp_path_factory.mktemp("machine") / "repository")
    page = made / "content/pages/zh/关于.md"
    page.parent.mkdir(parents=True)
    page.write_text(PAGE, encoding="utf-8")
    (made / "mkdocs.yml").write_text(SETTINGS, encoding="utf-8")
    commit(made, "first")
    return made


def run(*words: str, cwd: Path, more: Mapping[str, str] | None = None, umask: int = -1) -> bytes:
    """Return what ``jiebang`` with *words* prints on a machine that knows little else."""
    own = {"PATH": os.environ["PATH"], "HOME": str(cwd), "JIEBANG_CACHE": str(cwd / ".cache"), "LANG": "C.UTF-8"}
    command = [str(PROGRAM), *words]
    return subprocess.run(command, cwd=cwd, env={**own, **(more or {})}, capture_output=True, umask=umask).stdout


@pytest.fixture(scope="module")
def words(root: Path) -> tuple[str, ...]:
    """Return a command that says something in Chinese, and asks git."""
    return ("check", "--root", str(root), "--lang", "zh", "--since", "HEAD", *DAY)


@pytest.fixture(scope="module")
def usual(root: Path, words: tuple[str, ...]) -> bytes:
    """Return what the command says on an ordinary machine."""
    return run(*words, cwd=root)


@pytest.mark.parametrize("machine", AWKWARD)
def test_a_check_says_the_same_on_every_machine(
    machine: str, root: Path, words: tuple[str, ...], usual: bytes
) -> None:
    said = run(*words, cwd=root, more=AWKWARD[machine])

    assert said == usual
    assert "content/pages/zh/关于.md:1: 这个手写页面没有另一种语言的版本".encode() in said


def test_a_check_says_the_same_from_every_folder(root: Path, tmp_path: Path) -> None:
    words = ("check", "--lang", "zh", "--since", "HEAD", *DAY)
    expected = run(*words, cwd=root)
    gone = tmp_path / "gone"
    gone.mkdir()
    script = f'rmdir "{gone}"; exec "{PROGRAM}" "$@" --root "{root}"'

    from_nowhere = subprocess.run(["sh", "-c", script, "sh", *words], cwd=gone, capture_output=True).stdout

    assert run(*words, "--root", root.name, cwd=root.parent) == expected
    assert run(*words, "--root", f"../{root.name}", cwd=root) == expected
    assert from_nowhere == expected


def modes(folder: Path) -> set[tuple[bool, int]]:
    """Return for each file and folder whether it is a folder, and who may do what with it."""
    places = [folder, *folder.rglob("*")]
    return {(place.is_dir(), stat.S_IMODE(place.stat().st_mode)) for place in places}


@pytest.mark.parametrize("umask", [0o000, 0o077])
def test_a_site_is_for_everybody_and_its_cache_for_nobody_else(umask: int, tmp_path: Path) -> None:
    root = copy_base(tmp_path / "repository")
    (root / "mkdocs.yml").write_text(SETTINGS, encoding="utf-8")

    run("build", "--root", str(root), *DAY, cwd=tmp_path, umask=umask)

    assert modes(root / "site") == {(True, 0o755), (False, 0o644)}
    assert all(stat.S_IMODE(place.stat().st_mode) == 0o700 for place in (tmp_path / ".cache").iterdir())


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_an_inbox_is_for_nobody_else(umask: int, tmp_path: Path) -> None:
    words = (
        "init",
        "--inbox",
        str(tmp_path / "inbox"),
        "--identity-file",
        str(tmp_path / "keys/one"),
        "--name",
        "one",
    )

    run("keys", *words, cwd=tmp_path, umask=umask)

    kept = modes(tmp_path / "inbox") | modes(tmp_path / "keys")
    assert {mode & 0o077 for _, mode in kept} == {0}
    assert (tmp_path / "keys/one").is_file()
