"""A built copy of the repository, served on the loopback address, for the tests that look at pages."""

from __future__ import annotations

import functools
import http.server
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from site_builder.publish.build import Built, build_site

REPOSITORY = Path(__file__).parent.parent
DAY = date(2026, 11, 22)

# One address of each kind of page, without the language.
PAGE_TYPES = (
    "",
    "needs/",
    "needs/demo-31-0001/",
    "needs/demo-31-0006/",
    "needs/cic2021-31-0001/",
    "results/",
    "results/demo-result-microbial-denitrification/",
    "browse/",
    "tracks/characteristic-industry/",
    "regions/31/",
    "districts/310112/",
    "domains/energy-environment/",
    "industries/77/",
    "organizations/",
    "organizations/minhang-stc/",
    "managers/",
    "managers/demo-manager-lin/",
    "editions/",
    "editions/cic2021/",
    "editions/demo/",
    "editions/demo/needs/",
    "awards/",
    "awards/cic2022/",
    "awards/demo/",
    "awards/demo/best-solution/",
    "awards/districts/310112/",
    "events/",
    "events/2022/",
    "events/yrd-open-day-2023/",
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
    "search/",
    "about/",
    "guide/",
    "guide/solver/",
)


def copy_repository(target: Path) -> Path:
    """Return *target* holding a copy of this repository's records, pages and settings."""
    for folder in ("needs", "content"):
        shutil.copytree(REPOSITORY / folder, target / folder)
    shutil.copy(REPOSITORY / "mkdocs.yml", target)
    return target


def build(root: Path, *, is_clean: bool = False, with_search: bool = False, day: date = DAY) -> Built:
    """Return what a quiet build of *root* did."""
    return build_site(root, day, is_clean=is_clean, with_search=with_search, say=lambda key: None)


def files_in(folder: Path) -> dict[str, bytes]:
    """Return every file below *folder* by its path."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args: object) -> None:
        """Say nothing."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve *folder* on a free port of the loopback address; give its base address."""
    handler = functools.partial(_Quiet, directory=folder)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
