"""A built copy of the repository, served on the loopback address, for the tests that look at pages."""

from __future__ import annotations

import functools
import http.server
import os
import re
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from pathlib import Path

import pytest

from site_builder.model import PRIVATE_FOLDER
from site_builder.publish.build import Built, build_site
from site_builder.publish.cache_folder import cache_folder, cache_path
from tests.remembered import nothing_remembered
from tests.repositories import update_log
from tests.shared import made_once
from tests.themes import nothing_lent

REPOSITORY = Path(__file__).parent.parent
DAY = date(2026, 11, 22)

# One address of each kind of page, without the language, in the copy with more records.
PAGE_TYPES = (
    "",
    "needs/",
    "needs/open/",
    "needs/status/solved/",
    "needs/month/2026-09/",
    "needs/demo-31-0001/",
    "needs/demo-31-0006/",
    "needs/cic2021-31-0001/",
    "needs/demo-31-1001/",
    "needs/demo-33-0011/",
    "solutions/",
    "solutions/demo-33-0011-p02/",
    "contests/",
    "contests/ct-demo-31-0009/",
    "contests/ct-demo-32-0002/",
    "contests/ct-demo-31-0006/",
    "dockings/",
    "dockings/dk-demo-33-0011-01/",
    "dockings/dk-demo-33-0029-01/",
    "dockings/dk-demo-32-0026-01/",
    "referrals/",
    "results/",
    "results/page/2/",
    "results/demo-result-microbial-denitrification/",
    "results/demo-result-01/",
    "browse/",
    "tracks/characteristic-industry/",
    "regions/31/",
    "districts/310112/",
    "domains/energy-environment/",
    "domains/new-energy/results/",
    "domains/new-energy/results/page/2/",
    "industries/77/",
    "organizations/",
    "organizations/minhang-stc/",
    "organizations/demo-haiyao-marine/",
    "organizations/demo-puhui-transfer/",
    "organizations/demo-exchange/",
    "organizations/demo-haiyao-marine/needs/",
    "organizations/demo-pujiang-university/results/page/2/",
    "managers/",
    "managers/demo-manager-lin/",
    "managers/demo-manager-he/",
    "editions/",
    "editions/cic2021/",
    "editions/demo/",
    "editions/demo/needs/",
    "editions/demo/report/",
    "editions/cic2022/report/",
    "awards/",
    "awards/cic2022/",
    "awards/demo/",
    "awards/demo/best-solution/",
    "awards/demo/craftsmanship/",
    "awards/demo/standings/",
    "awards/districts/310112/",
    "events/",
    "events/2022/",
    "events/yrd-open-day-2023/",
    "events/demo-onsite-contest/",
    "cases/",
    "cases/tesla-open-patents/",
    "policies/",
    "policies/huke-2021-303/",
    "alliances/large-enterprise-innovation-alliance/",
    "agreements/",
    "agreements/stcsm-siemens-mou-2022/",
    "news/",
    "news/news-yrd-open-day-2023/",
    "sessions/cic2022-minhang-session/",
    "statistics/",
    "languages/de/",
    "forms/",
    "forms/need/",
    "forms/solution/",
    "forms/solution/demo-31-0001/",
    "forms/result/",
    "forms/interest/",
    "forms/service/",
    "forms/manager/",
    "forms/institution/",
    "forms/correction/",
    "search/",
    "about/",
    "guide/",
    "guide/solver/",
)


ATTACHMENTS = f"""
attachments:
  - file: drawing-of-the-test-stand-with-all-dimensions.pdf
    title: {{zh: 试验台图纸, en: Drawing of the test stand}}
    sha256: {"a" * 64}
  - {{file: photograph.jpg, title: {{zh: 现场照片}}, sha256: {"b" * 64}}}
external_ids:
  - {{platform: InnoMatch, id: IM-2026-0001, url: "https://example.org/needs/1"}}
  - {{platform: 科创中国, id: KC-7}}
"""
MORE_FIELDS = {
    "needs/demo/demo-31-1001.yml": (
        f"{ATTACHMENTS}mobilized_by: demo-innovation-office\ncollected_by: demo-puhui-transfer\n"
    ),
    "content/results/demo-result-01.yml": f"{ATTACHMENTS}open_patents: 12\n",
    "content/events/demo-onsite-contest.yml": (
        "registration: {kind: registration, name: {zh: 现场报名, en: Sign up}, url: 'https://example.org/register'}\n"
        "recurrence: yearly\nneeds: [demo-31-0001, demo-31-0006]\n"
    ),
}


def copy_repository(target: Path) -> Path:
    """Return *target* holding a copy of this repository's records, pages and settings."""
    for folder in ("needs", "content"):
        shutil.copytree(REPOSITORY / folder, target / folder)
    shutil.copy(REPOSITORY / "mkdocs.yml", target)
    return target


def made_real(root: Path) -> Path:
    """Take the marks of examples off the records of *root*, so that the example edition is a season like any other.

    Its pages then lie where those of real records do, and it lives on the day that a test builds for.
    """
    for folder in ("needs", "content"):
        for file in (root / folder).rglob("*.yml"):
            text = file.read_text(encoding="utf-8")
            if "\nexample: true\n" in text:
                file.write_text(_MARKS.sub("\n", text), encoding="utf-8")
    return root


_MARKS = re.compile(r"\nexample: true\n(?:as_of: .*\n)?|\nas_of: .*\n")


def copy_real_repository(target: Path) -> Path:
    """Return *target* holding a copy whose site shows nothing that is marked as an example."""
    settings = copy_repository(target) / "mkdocs.yml"
    text = settings.read_text(encoding="utf-8")
    assert "show_examples: true" in text
    settings.write_text(text.replace("show_examples: true", "show_examples: false"), encoding="utf-8")
    return target


def copy_full_repository(target: Path) -> Path:
    """Return *target* holding a copy whose examples are real, with long lists and fields that no record has yet."""
    made_real(copy_repository(target))
    for folder, name, digits, count in (
        ("needs/demo", "demo-31-0006", "demo-31-1{:03}", 30),
        ("content/results", "demo-result-acoustic-warning", "demo-result-{:02}", 60),
    ):
        text = (target / folder / f"{name}.yml").read_text(encoding="utf-8")
        for number in range(1, count + 1):
            copy = text.replace(f"id: {name}", f"id: {digits.format(number)}", 1)
            copy = copy.replace("title:\n  zh: ", f"title:\n  zh: {number} 号", 1)
            copy = copy.replace("\nstatus: in_contest\n", "\nstatus: published\n")  # the contest is of the first only
            (target / folder / f"{digits.format(number)}.yml").write_text(copy, encoding="utf-8")
    for file, more in MORE_FIELDS.items():
        with (target / file).open("a", encoding="utf-8") as opened:
            opened.write(more)
    update_log(target)
    return target


KNOWN = ".cache"
"""Where a site that is made once holds what its build knew."""


def built_once(
    name: str, copy: Callable[[Path], Path], *, with_search: bool = False, private: Path | None = None
) -> Path:
    """Return a copy of a repository with its site, made once for all by a builder that knows *private*.

    Nobody may change it.
    """

    def make(fresh: Path) -> None:
        copy(fresh)
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv(PRIVATE_FOLDER, str(private or ""))
            assert build(fresh, with_search=with_search).problems == ()
        shutil.move(cache_path(fresh), fresh / KNOWN)

    return made_once(name, make)


def built_repository() -> Path:
    """Return a copy of this repository with its site, which nobody may change."""
    return built_once("repository", copy_repository)


def built_repository_with_search() -> Path:
    """Return a copy of this repository as shipped, both worlds, with its site and search; nobody may change it."""
    return built_once("worlds", copy_repository, with_search=True)


def built_full_repository() -> Path:
    """Return what ``copy_full_repository`` makes with its site and search index, which nobody may change."""
    return built_once("full", copy_full_repository, with_search=True)


def copy_built_repository(target: Path) -> Path:
    """Return *target* holding a copy of this repository as it stands after a build."""
    return copy_built(built_repository(), target)


def copy_built(made: Path, target: Path) -> Path:
    """Return *target* holding what was *made* once; pages are linked: a build replaces them and writes into none."""
    for folder in ("needs", "content"):
        shutil.copytree(made / folder, target / folder, copy_function=shutil.copyfile)
    shutil.copyfile(made / "mkdocs.yml", target / "mkdocs.yml")
    shutil.copytree(made / "site", target / "site", copy_function=os.link)
    known, cache = made / KNOWN, cache_folder(target)
    shutil.copytree(known / "theme/site", cache / "theme/site", copy_function=os.link)
    shutil.copyfile(known / "theme/digest", cache / "theme/digest")
    for file in known.iterdir():
        if file.is_file():
            shutil.copyfile(file, cache / file.name)
    return target


def build(root: Path, *, is_clean: bool = False, with_search: bool = False, day: date = DAY) -> Built:
    """Return what a quiet build of *root* did; a clean one knows nothing of the builds and checks before it."""
    with ExitStack() as alone:
        if is_clean:
            alone.enter_context(nothing_remembered())
            alone.enter_context(nothing_lent())
        return build_site(root, day, is_clean=is_clean, with_search=with_search, say=lambda key: None)


def files_in(folder: Path) -> dict[str, bytes]:
    """Return every file below *folder* by its path."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


class _OfASite(http.server.SimpleHTTPRequestHandler):
    """Answers what is not there with the site's 404 page, as servers of files do."""

    def log_message(self, *args: object) -> None:
        """Say nothing."""

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Send the 404 page."""
        page = Path(self.directory, "404.html")
        if code != 404 or not page.is_file():
            super().send_error(code, message, explain)
            return
        self.send_response(404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(page.read_bytes())


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve *folder* on a free port of the loopback address; give its base address."""
    handler = functools.partial(_OfASite, directory=folder)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def change(file: Path, old: str, new: str) -> None:
    """Replace the first *old*, which is there, in *file* by *new*."""
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
