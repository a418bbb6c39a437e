"""The owner of an anonymous need, as the private folder tells it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from site_builder.load.text import decode_text, read_bytes
from site_builder.load.yaml_text import parse_mapping
from site_builder.model import PRIVATE_FOLDER
from site_builder.records import Need


@dataclass(frozen=True)
class SealedOwner:
    """Who owns an anonymous need: the id of an organisation on record or a name, and further names."""

    owner: str
    names: tuple[str, ...]


def read_owner(folder: Path, need: Need) -> SealedOwner | None:
    """Return the owner of *need* that *folder* tells, ``None`` where it is not anonymous or has no private part.

    A private part is ``needs/<edition>/<id>.yml`` with ``owner`` and ``owner_names``.

    Raises:
        InvalidDataError: the part cannot be read; the problem names the file and repeats nothing of it.
    """
    file = folder / need.path
    if need.owner_disclosure != "anonymous" or not file.is_file():
        return None
    shown = f"${PRIVATE_FOLDER}/{need.path}"
    values, _ = parse_mapping(shown, decode_text(shown, read_bytes(shown, file)))
    owner, names = values.get("owner"), values.get("owner_names")
    return SealedOwner(
        owner if isinstance(owner, str) else "",
        tuple(name for name in names if isinstance(name, str)) if isinstance(names, list) else (),
    )
