"""What an earlier build knew: checked records by digest, true while schemas, code lists and code are the same."""

from __future__ import annotations

import functools
import hashlib
import pickle
from collections.abc import Mapping
from pathlib import Path

from site_builder.load.schemas import read_schemas
from site_builder.validate.repository import Read

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


def read_known_records(cache: Path, root: Path) -> Mapping[str, Read]:
    """Return the records that an earlier build checked, by digest; none where anything they rest on changed."""
    try:
        with (cache / "records.pickle").open("rb") as file:
            key, records = pickle.load(file)  # noqa: S301 - written by this command on this machine
    except (OSError, EOFError, pickle.UnpicklingError, AttributeError, ImportError, TypeError, ValueError):
        return {}
    return dict(records) if key == _key(root) else {}


def write_known_records(cache: Path, root: Path, records: Mapping[str, Read]) -> None:
    """Write *records*, as a check read them, for the next build."""
    cache.mkdir(parents=True, exist_ok=True)
    fresh = cache / "records.pickle.new"
    with fresh.open("wb") as file:
        pickle.dump((_key(root), dict(records)), file, protocol=pickle.HIGHEST_PROTOCOL)
    fresh.replace(cache / "records.pickle")


def _key(root: Path) -> str:
    return f"{read_schemas().digest} {taxonomy_digest(root)} {code_digest()}"
