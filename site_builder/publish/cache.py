"""What an earlier build already knew: checked records by digest, valid while schemas, code lists and code are the same."""

from __future__ import annotations

import functools
import hashlib
import pickle
from collections.abc import Mapping
from pathlib import Path

from site_builder.load.schemas import read_schemas
from site_builder.model import Catalogue, Record

PACKAGE = Path(__file__).parent.parent


@functools.cache
def code_digest() -> str:
    """Return a digest of the builder itself: its code, templates, schemas and words."""
    found = hashlib.sha256()
    for path in sorted(PACKAGE.rglob("*")):
        if path.is_file() and path.suffix in {".py", ".html", ".yml"}:
            found.update(path.relative_to(PACKAGE).as_posix().encode() + b"\0" + path.read_bytes())
    return found.hexdigest()


def taxonomy_digest(root: Path) -> str:
    """Return a digest of the code lists of the repository at *root*."""
    files = sorted((root / "content" / "taxonomy").glob("*.yml"))
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in files)).hexdigest()


def read_known_records(cache: Path, root: Path) -> Mapping[str, Record]:
    """Return the records that an earlier build checked, by digest; none where anything they rest on changed."""
    try:
        with (cache / "records.pickle").open("rb") as file:
            key, records = pickle.load(file)  # noqa: S301 - written by this command on this machine
    except (OSError, EOFError, pickle.UnpicklingError, AttributeError, ImportError, TypeError, ValueError):
        return {}
    return dict(records) if key == _key(root) else {}


def write_known_records(cache: Path, root: Path, catalogue: Catalogue) -> None:
    """Write the records of *catalogue* for the next build."""
    records = {
        record.digest: record
        for kind, by_id in catalogue.records.items()
        if kind != "taxonomy"
        for record in by_id.values()
    }
    cache.mkdir(parents=True, exist_ok=True)
    fresh = cache / "records.pickle.new"
    with fresh.open("wb") as file:
        pickle.dump((_key(root), records), file, protocol=pickle.HIGHEST_PROTOCOL)
    fresh.replace(cache / "records.pickle")


def _key(root: Path) -> str:
    return f"{read_schemas().digest} {taxonomy_digest(root)} {code_digest()}"
