"""The search index: Pagefind's own command over what it is fed, one index a language, apart for each world."""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from pathlib import Path

from site_builder.publish.current import INDEXED, digest_of_manifest
from site_builder.publish.search_feed import write_feed
from site_builder.worlds import EXAMPLE

# Pagefind's own widgets; the search page draws its own.
_WIDGETS = ("pagefind-ui.*", "pagefind-modular-ui.*", "pagefind-component-ui.*", "pagefind-highlight.js")


def write_search_index(site: Path, cache: Path) -> None:
    """Write ``pagefind/`` into *site* from its pages that carry ``data-pagefind-body``, the examples' below it.

    Raises:
        RuntimeError: Pagefind failed; its own words are the message.
    """
    fresh = site / "pagefind.new"
    shutil.rmtree(fresh, ignore_errors=True)
    for folder in ("", EXAMPLE):
        with tempfile.TemporaryDirectory(dir=cache) as feed:
            if write_feed(site, Path(feed), folder) or not folder:
                _index(Path(feed), fresh / folder)
    old = site / "pagefind"
    shutil.rmtree(old, ignore_errors=True)
    fresh.rename(old)
    (cache / INDEXED).write_text(digest_of_manifest(cache))


def _index(feed: Path, target: Path) -> None:
    import subprocess

    command = [sys.executable, "-m", "pagefind", "--site", str(feed), "--output-path", str(target), "--silent"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode or not (target / "pagefind.js").is_file():
        raise RuntimeError(f"pagefind: {done.stderr.strip() or done.stdout.strip() or done.returncode}")
    _make_plain(target)


def _make_plain(folder: Path) -> None:
    """Remove what the site does not use, and write the list of languages in one order: Pagefind's varies."""
    for pattern in _WIDGETS:
        for file in folder.glob(pattern):
            file.unlink()
    entry = folder / "pagefind-entry.json"
    entry.write_text(json.dumps(json.loads(entry.read_text("utf-8")), sort_keys=True), encoding="utf-8")
