"""Puts small faults into the code, one at a time, and tells which of them no test notices.

``python benchmarks/mutants.py --count 400 --minutes 60`` takes a seeded sample over the checks, the computing, the
submissions and publication. Each mutant is made in a scratch copy and gets only the tests that are about its module
(``TESTS``, the golden cases of the codes that the module names, and every twentieth other case); the first that fails
ends it. A mutant with which the tests cannot even be collected is not counted. ``--only`` takes mutants again by the
names that an earlier run printed.
"""

from __future__ import annotations

import argparse
import ast
import importlib
import os
import random
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest
from pathlib import Path

import pytest
import yaml
from mutation import Mutant, diff_of, mutants_of, mutated

ROOT = Path(__file__).resolve().parents[1]
COPIED, LINKED = ("site_builder", "forms", "tests"), ("content", "needs", "docs", "mkdocs.yml", "pyproject.toml")
PUBLICATION = "publish merging numbering private_part job recovery reservations".split()
TESTS = {
    "site_builder/validate": "conditions registry rules boundaries_check",
    "site_builder/compute": "points candidates judge_ranking judge_conflicts boundaries_compute chain_commands",
    "forms/submission": "submission boundaries_submission desk_publish publish_private",
    "forms/publication": "desk_numbering boundaries_publication desk_publish publish_cut_off publish_private "
    "publish_places publish_taken_back publish_hosts",
}
"""Where mutants are made, and which files of tests are about each; those that import the module come first."""
SLOW_LIBRARIES = "frictionless mkdocs.config openpyxl jinja2 pygit2 pyrage babel"
CASE = "test_a_bad_version_breaks_only_the_rule_it_is_for_and_says_so_in_both_languages"
EVERY = 20  # other case is tried too
KILLED, SURVIVED, INVALID, TOO_LONG = "killed", "survived", "not valid", "took too long"
RESULTS = {0: SURVIVED, 2: INVALID, 4: INVALID, -signal.SIGKILL: TOO_LONG}
"""Exit status of pytest -> what it says of a mutant; any other: a test noticed it."""


@dataclass(frozen=True)
class Outcome:
    """What became of one mutant, and after how many seconds."""

    mutant: Mutant
    result: str
    seconds: float


def main() -> None:
    """Take the sample, try each mutant, print the survivors and the count."""
    words = _words()
    for library in SLOW_LIBRARIES.split():
        importlib.import_module(library)
    outcomes = []
    with tempfile.TemporaryDirectory(prefix="jiebang-mutants-") as scratch:
        clean, *folders = (_copied(Path(scratch) / str(number)) for number in range(words.jobs + 1))
        for outcome in _outcomes(_sample(clean, words), clean, folders, words):
            outcomes.append(outcome.result)
            _tell(outcome, clean)
    counts = {result: outcomes.count(result) for result in (KILLED, SURVIVED, TOO_LONG, INVALID)}
    told = counts[KILLED] + counts[SURVIVED]
    print(
        ", ".join(f"{name} {count}" for name, count in counts.items()),
        f"({counts[KILLED] / max(told, 1):.0%} killed)",
    )


def _words() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Tell which small faults no test notices.")
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--count", type=int, default=400)
    parser.add_argument("--minutes", type=float, default=120)
    parser.add_argument("--longest", type=float, default=600, metavar="SECONDS", help="for one mutant")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--only", nargs="*", default=(), metavar="PATH:KIND:NUMBER")
    return parser.parse_args()


def _sample(clean: Path, words: argparse.Namespace) -> list[Mutant]:
    """Return mutants in random order, as many of each kind while there are any, or the ones that are named."""
    found = [mutant for path in _modules(clean) for mutant in mutants_of(clean, path)]
    if words.only:
        return [mutant for mutant in found if _name(mutant) in words.only]
    random.Random(words.seed).shuffle(found)
    by_kind: dict[str, list[Mutant]] = {}
    for mutant in found:
        by_kind.setdefault(mutant.kind, []).append(mutant)
    return [mutant for mutant in chain(*zip_longest(*by_kind.values())) if mutant][: words.count]


def _modules(clean: Path) -> Iterator[str]:
    for folder in TESTS:
        for file in sorted((clean / folder).rglob("*.py")):
            if folder != "forms/publication" or file.stem in PUBLICATION:
                yield file.relative_to(clean).as_posix()


def _copied(folder: Path) -> Path:
    for name in COPIED:
        shutil.copytree(ROOT / name, folder / name)
    for name in LINKED:
        (folder / name).symlink_to(ROOT / name)
    return folder


@dataclass(frozen=True)
class _Running:
    """A mutant that is being tried: in which copy, by which process, since when."""

    mutant: Mutant
    folder: Path
    child: int
    started: float


def _outcomes(
    sample: Sequence[Mutant], clean: Path, folders: Sequence[Path], words: argparse.Namespace
) -> Iterator[Outcome]:
    """Yield what became of each mutant, one at a time in each folder, until none is left or the time is over."""
    until, waiting, free = time.monotonic() + words.minutes * 60, list(reversed(sample)), list(folders)
    running: list[_Running] = []
    while running or (waiting and time.monotonic() < until):
        while free and waiting and time.monotonic() < until:
            running.append(_started(waiting.pop(), clean, free.pop()))
        time.sleep(0.05)
        for one in list(running):
            if (code := _ended(one, words.longest)) is not None:
                running.remove(one)
                free.append(one.folder)
                shutil.copy2(clean / one.mutant.path, one.folder / one.mutant.path)
                yield Outcome(one.mutant, RESULTS.get(code, KILLED), time.monotonic() - one.started)


def _started(mutant: Mutant, clean: Path, folder: Path) -> _Running:
    """Put *mutant* into *folder* and start its tests in a fork of this process, where slow libraries are loaded."""
    (folder / mutant.path).write_text(mutated(clean, mutant), encoding="utf-8")
    tests = _tests_for(clean, mutant.path)
    child = os.fork()
    if child == 0:
        try:
            _run(folder, tests)
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(4)
    return _Running(mutant, folder, child, time.monotonic())


def _ended(one: _Running, longest: float) -> int | None:
    """Return pytest's exit status, ``None`` while it runs; what takes longer than *longest* seconds is ended."""
    done, status = os.waitpid(one.child, os.WNOHANG)
    if done:
        return os.waitstatus_to_exitcode(status)
    if time.monotonic() - one.started > longest:
        os.killpg(one.child, signal.SIGKILL)
    return None


def _tests_for(clean: Path, path: str) -> list[str]:
    """Return the tests that are about the module at *path*, the closest first."""
    source = (clean / path).read_text(encoding="utf-8")
    area = next(folder for folder in TESTS if path.startswith(folder))
    known = {file.stem.removeprefix("test_"): file for file in (clean / "tests").rglob("test_*.py")}
    files = [_named(clean, known[name]) for name in TESTS[area].split() if name in known]
    if area == "site_builder/validate":
        module = path.removesuffix(".py").replace("/", ".")
        files = [file for file in _files_naming(clean, module) if file not in files] + files
        return [*_cases(clean, source), *files]
    return files


def _files_naming(clean: Path, module: str) -> list[str]:
    files = sorted((clean / "tests").rglob("test_*.py"))
    naming = [file for file in files if f"from {module} import" in file.read_text(encoding="utf-8")]
    return [_named(clean, file) for file in naming if file.name != "test_check.py"]


def _named(clean: Path, file: Path) -> str:
    return file.relative_to(clean).as_posix()


def _cases(clean: Path, source: str) -> Iterator[str]:
    texts = {node.value for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Constant)}
    folders = sorted(path.parent for path in (clean / "tests/cases").glob("*/case.yml"))
    codes = {folder.name: _code(folder) for folder in folders}
    close = [name for name, code in codes.items() if code in texts or name in texts]
    others = [name for name in list(codes)[::EVERY] if name not in close]
    yield "tests/site_builder/validate/test_check.py::test_check_finds_nothing_in_the_base"
    for name in [*close, *others]:
        yield f"tests/site_builder/validate/test_check.py::{CASE}[{name}]"
        yield f"tests/site_builder/validate/test_check.py::test_check_finds_nothing_in_the_good_version[{name}]"


def _code(folder: Path) -> str:
    tree = yaml.load((folder / "case.yml").read_text(encoding="utf-8"), Loader=yaml.CBaseLoader)  # noqa: S506
    return str(tree.get("code", folder.name))


def _run(folder: Path, tests: list[str]) -> None:
    """Run *tests* in *folder*, and end this process with pytest's exit status."""
    os.setsid()
    os.chdir(folder)
    os.environ |= {"PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    sys.dont_write_bytecode = True
    own = {str(ROOT), str(Path(__file__).parent)}
    sys.path[:] = [str(folder), *(place for place in sys.path if place not in own)]
    with Path(f"{folder}.out").open("w") as output:
        os.dup2(output.fileno(), 1)
        os.dup2(output.fileno(), 2)
    quiet = "-x -q -p no:cacheprovider -W ignore::pytest.PytestAssertRewriteWarning".split()
    os._exit(int(pytest.main([*quiet, f"--basetemp={folder}.tmp", *tests])))


def _tell(outcome: Outcome, clean: Path) -> None:
    mutant = outcome.mutant
    print(f"{outcome.result}: {_name(mutant)} (line {mutant.line}, {outcome.seconds:.0f} s)", flush=True)
    if outcome.result == SURVIVED:
        print(diff_of(clean, mutant), flush=True)


def _name(mutant: Mutant) -> str:
    return f"{mutant.path}:{mutant.kind}:{mutant.number}"


if __name__ == "__main__":
    main()
