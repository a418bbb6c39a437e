"""The search index: Pagefind's own command over the built pages, one index a language."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

from site_builder.derive.facets import FACETS
from site_builder.languages import LANGS
from site_builder.publish.current import INDEXED, digest_of_manifest

# Pagefind's own widgets; the search page draws its own.
_WIDGETS = ("pagefind-ui.*", "pagefind-modular-ui.*", "pagefind-component-ui.*", "pagefind-highlight.js")


def write_search_index(site: Path, cache: Path) -> None:
    """Write ``pagefind/`` into *site* from the pages that carry ``data-pagefind-body``.

    Raises:
        RuntimeError: Pagefind failed; its own words are the message.
    """
    import subprocess

    fresh = site / "pagefind.new"
    shutil.rmtree(fresh, ignore_errors=True)
    command = [
        sys.executable, "-m", "pagefind", "--site", str(site), "--output-subdir", fresh.name,
        "--glob", _pages_in(site), "--silent",
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode or not (fresh / "pagefind.js").is_file():
        raise RuntimeError(f"pagefind: {done.stderr.strip() or done.stdout.strip() or done.returncode}")
    _make_plain(fresh)
    old = site / "pagefind"
    shutil.rmtree(old, ignore_errors=True)
    fresh.rename(old)
    (cache / INDEXED).write_text(digest_of_manifest(cache))


def _pages_in(site: Path) -> str:
    """Return a pattern of the pages worth reading: lists by facet repeat what record pages say."""
    folders = sorted(folder.name for folder in (site / LANGS[0]).iterdir() if folder.is_dir())
    return f"{{{','.join(LANGS)}}}/{{{','.join(name for name in folders if name not in FACETS)}}}/**/*.html"


def _make_plain(folder: Path) -> None:
    """Remove what the site does not use, and write the list of languages in one order: Pagefind's varies."""
    for pattern in _WIDGETS:
        for file in folder.glob(pattern):
            file.unlink()
    entry = folder / "pagefind-entry.json"
    entry.write_text(json.dumps(json.loads(entry.read_text("utf-8")), sort_keys=True), encoding="utf-8")
