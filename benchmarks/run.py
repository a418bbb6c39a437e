"""Measure the check and the build on generated repositories, beside the disk's limit and beside MkDocs itself.

``python benchmarks/run.py [--needs 500 4000] [--repeat 3] [--check 10000]``

Every measurement is a process of its own. Read the ratios: the seconds are those of this machine and this hour.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

HERE = Path(__file__).parent
DAY = "2026-11-21"  # the day that generate.py writes for
_BUILT = re.compile(r"pages: (\d+), written: (\d+), removed: (\d+)")


@dataclass(frozen=True)
class Measured:
    """One command, run some times: its quickest run, and the most memory that one of its processes took."""

    seconds: float
    cpu_seconds: float  # of all its processes together
    peak_mb: float
    output: str = ""

    def __str__(self) -> str:
        return f"{self.seconds:.2f} s ({self.cpu_seconds:.2f} s CPU), {self.peak_mb:.0f} MB"


@dataclass(frozen=True)
class Sized:
    """What was measured on a repository of one size."""

    needs: int
    rows: dict[str, str]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--needs", type=int, nargs="*", default=[500, 4000], help="sizes to build")
    parser.add_argument("--check", type=int, nargs="*", default=[], help="sizes to check only")
    parser.add_argument("--repeat", type=int, default=3, help="runs of each; the quickest counts")
    parser.add_argument("--markdown-pages", type=int, default=500, help="pages from which MkDocs' time is computed")
    options = parser.parse_args()
    code = newest_code()
    with tempfile.TemporaryDirectory(prefix="jiebang-benchmark-") as folder:
        os.environ["JIEBANG_CACHE"] = f"{folder}/cache"
        columns = [
            measure_build(Path(folder), needs, options.repeat, options.markdown_pages) for needs in options.needs
        ]
        columns += [measure_check(Path(folder), needs, options.repeat) for needs in options.check]
    print(f"\nQuickest of {options.repeat} runs on {os.cpu_count()} cores; memory is that of the largest process.\n")
    print(table_of(columns))
    if newest_code() != code:
        sys.exit("\nThe code of jiebang changed meanwhile, which empties its cache: measure again.")


def measure_build(folder: Path, needs: int, repeat: int, markdown_pages: int) -> Sized:
    """Return everything about a repository of *needs* needs: check, builds, search, copy and MkDocs."""
    root = generated(folder, needs)
    site, copy = root / "site", folder / "copy"
    check = run(jiebang("check", root), repeat)
    cold = run(jiebang("build", root, "--clean", "--no-search"), repeat, lambda: shutil.rmtree(site, True))
    pages = pages_of(cold.output)
    same = run(jiebang("build", root, "--no-search"), repeat)
    edited = run(jiebang("build", root, "--no-search"), repeat, lambda: edit(root))
    copied = run(["cp", "-r", str(site), str(copy)], repeat, lambda: shutil.rmtree(copy, True))
    size = sum(file.stat().st_size for file in site.rglob("*") if file.is_file()) / 1e6
    searched = run(jiebang("build", root), repeat, lambda: shutil.rmtree(site / "pagefind", True))
    mkdocs, peak = measure_mkdocs(folder, root, pages, repeat, markdown_pages)
    shutil.rmtree(root)
    rows = {
        "check (cold)": str(check),
        "build (cold, no search index)": str(cold),
        "search index": f"{searched.seconds - same.seconds:.2f} s, {searched.peak_mb:.0f} MB",
        "build after one edit": f"{edited}, {written_in(edited.output)} files",
        "build, nothing changed": f"{same}, {written_in(same.output)} files",
        "pages": f"{pages:,}",
        "site without search index": f"{size:.1f} MB",
        "peak memory": f"{max(m.peak_mb for m in (check, cold, same, edited, searched)):.0f} MB",
        "cp -r of the site": f"{copied.seconds:.2f} s ({copied.cpu_seconds:.2f} s CPU)",
        "MkDocs Material, same number of pages": f"{mkdocs:.2f} s, {peak:.0f} MB",
        "cold build : cp -r": f"{cold.seconds / copied.seconds:.1f}",
        "cold build : MkDocs Material": f"{cold.seconds / mkdocs:.2f}",
        "one edit : cold build": f"{edited.seconds / cold.seconds:.2f}",
        "nothing changed : cold build": f"{same.seconds / cold.seconds:.2f}",
    }
    return Sized(needs, rows)


def measure_check(folder: Path, needs: int, repeat: int) -> Sized:
    """Return the check of a repository of *needs* needs."""
    root = generated(folder, needs)
    check = run(jiebang("check", root), repeat)
    shutil.rmtree(root)
    return Sized(needs, {"check (cold)": str(check), "peak memory": f"{check.peak_mb:.0f} MB"})


def newest_code() -> float:
    """Return when a file of the measured package was last changed."""
    found = importlib.util.find_spec("site_builder")
    if not found or not found.submodule_search_locations:
        sys.exit("jiebang is not installed in this Python")
    package = Path(next(iter(found.submodule_search_locations)))
    return max(file.stat().st_mtime for file in package.rglob("*") if "__pycache__" not in file.parts)


def generated(folder: Path, needs: int) -> Path:
    """Return a fresh repository with *needs* needs."""
    tell(f"generating {needs} needs")
    root = folder / f"needs-{needs}"
    script([str(HERE / "generate.py"), "--needs", str(needs), "--date", DAY, "--out", str(root)])
    return root


def edit(root: Path) -> None:
    """Change one need, as an organiser would."""
    script([str(HERE / "edit.py"), "--root", str(root), "--date", DAY])


def script(words: Sequence[str]) -> None:
    """Run a script of this folder; what it prints is shown only where it fails."""
    done = subprocess.run([sys.executable, *words], capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(words)}\n{done.stdout}{done.stderr}")


def jiebang(name: str, root: Path, *options: str) -> list[str]:
    """Return the command line of one of our commands."""
    return [sys.executable, "-m", "site_builder.cli", name, "--root", str(root), "--date", DAY, *options]


def measure_mkdocs(folder: Path, root: Path, pages: int, repeat: int, measured: int) -> tuple[float, float]:
    """Return seconds and peak MB of MkDocs Material for *pages* pages.

    Built with one page and with as many as are *measured*; the difference is the cost of a page, so starting up is
    counted once.
    """
    from_script = str(HERE / "markdown_site.py")
    one, many = folder / "markdown-one", folder / "markdown-many"
    for project, count in ((one, 1), (many, measured)):
        script([from_script, "--root", str(root), "--pages", str(count), "--out", str(project)])
    first, all_of_them = (run([sys.executable, "-m", "mkdocs", "build", "--clean", "--quiet", "-f",
                               str(project / "mkdocs.yml")], repeat) for project in (one, many))  # fmt: skip
    a_page = (all_of_them.seconds - first.seconds) / (measured - 1)
    for project in (one, many):
        shutil.rmtree(project)
    return first.seconds + a_page * (pages - 1), all_of_them.peak_mb


def run(command: Sequence[str], repeat: int, before: Callable[[], None] | None = None) -> Measured:
    """Return *command* measured *repeat* times; *before* is done before each run and not measured."""
    tell(" ".join(Path(word).name for word in command))
    runs = []
    for _ in range(repeat):
        if before:
            before()
        runs.append(run_once(command))
    quickest = min(runs, key=lambda one: one.seconds)
    return replace(quickest, peak_mb=max(one.peak_mb for one in runs), output=runs[-1].output)


def run_once(command: Sequence[str]) -> Measured:
    """Return one run of *command*, ended by an error where it fails."""
    with tempfile.TemporaryFile() as output:
        started = time.perf_counter()
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT)
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        text = output.read().decode("utf-8", "replace")
    if process.returncode:
        sys.exit(f"{' '.join(command)}\n{text}")
    kib = used.ru_maxrss / (1024 if sys.platform == "darwin" else 1)
    return Measured(seconds, used.ru_utime + used.ru_stime, kib * 1024 / 1e6, text)


def pages_of(output: str) -> int:
    """Return how many pages a build reports."""
    return int(_built(output)[1])


def written_in(output: str) -> int:
    """Return how many files a build reports as written."""
    return int(_built(output)[2])


def _built(output: str) -> re.Match[str]:
    found = _BUILT.search(output)
    if not found:
        sys.exit(f"the build did not report its pages:\n{output}")
    return found


def table_of(columns: Iterable[Sized]) -> str:
    """Return *columns* as a Markdown table."""
    sized = list(columns)
    names = list(dict.fromkeys(name for column in sized for name in column.rows))
    lines = [["", *(f"{column.needs:,} needs" for column in sized)], ["---", *("---:" for _ in sized)]]
    lines += [[name, *(column.rows.get(name, "") for column in sized)] for name in names]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def tell(what: str) -> None:
    """Say on the terminal what is being done."""
    print(what, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
