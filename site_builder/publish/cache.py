"""What an earlier build knew: checked records by digest, true while schemas, code lists and code are the same."""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from site_builder import records
from site_builder.load.whole import write_whole
from site_builder.model import Struct
from site_builder.publish.digests import digest_of
from site_builder.publish.inputs import code_digest, taxonomy_digest
from site_builder.validate.repository import ReadRecord

_RECORDS = "site_builder.records"
_TYPES_OF_RECORDS = frozenset(
    {("datetime", "date"), ("site_builder.problems", "Problem")}
    | {("site_builder.model", name) for name in ("Text", "Words", "restored", "restored_record")}
)


class _Unpickler(pickle.Unpickler):
    """Reads back the types of records and nothing else, so that a planted cache file can run nothing."""

    def find_class(self, module: str, name: str) -> Any:
        if (
            module == _RECORDS
            and isinstance(found := getattr(records, name, None), type)
            and issubclass(found, Struct)
        ):
            return found
        if (module, name) in _TYPES_OF_RECORDS:
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"{module}.{name} has no place in the cache")


def read_known_records(cache: Path, root: Path) -> Mapping[str, ReadRecord]:
    """Return the records that an earlier build checked, by digest; none where anything they rest on changed."""
    try:
        with (cache / "records.pickle").open("rb") as file:
            key, known = _Unpickler(file).load()
    except (
        OSError,
        EOFError,
        pickle.UnpicklingError,
        AttributeError,
        ImportError,
        TypeError,
        ValueError,
        IndexError,
        KeyError,
    ):
        return {}
    return dict(known) if key == _key(root) else {}


def write_known_records(cache: Path, root: Path, known: Mapping[str, ReadRecord]) -> None:
    """Write *known*, as a check read them, for the next build."""
    cache.mkdir(parents=True, exist_ok=True)
    packed = pickle.dumps((_key(root), dict(known)), protocol=pickle.HIGHEST_PROTOCOL)
    write_whole(cache / "records.pickle", packed, is_kept=False)


def _key(root: Path) -> str:
    return digest_of(code_digest(), taxonomy_digest(root))
