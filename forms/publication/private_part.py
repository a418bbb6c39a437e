"""The sealed part of what is published: in the private folder before the public record, taken back with it."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

from forms.inbox.disk import flush_file_system, write_durably
from forms.model import Entry, Tree
from forms.refusals import DeskError
from forms.review.placing import path_of
from site_builder.load.contract.schemas import read_schemas
from site_builder.model import PRIVATE_FOLDER, Catalogue
from site_builder.validate.private.interests import Bodies
from site_builder.validate.private.private import Private


def has_private_part(entry: Entry) -> bool:
    """Return whether a sealed part goes with the public record: with a solution, and a need of an anonymous owner."""
    record = entry.envelope.record
    return record == "solution" or (record == "need" and entry.public.get("owner_disclosure") == "anonymous")


def private_folder(root: Path) -> Path | None:
    """Return the private folder that the environment names, ``None`` where it names none.

    Raises:
        DeskError: there is no such folder, or it lies in the public repository at *root*.
    """
    named = os.environ.get(PRIVATE_FOLDER)
    if not named:
        return None
    folder = Path(named).resolve()
    if not folder.is_dir():
        raise DeskError("private_missing", {"variable": PRIVATE_FOLDER})
    if folder.is_relative_to(root.resolve()):
        raise DeskError("private_inside", {"variable": PRIVATE_FOLDER})
    return folder


def place_of(entry: Entry, root: Path) -> str:
    """Return where the sealed part of *entry* goes or went, empty where there is none.

    ``folder``: publishing writes it to the private folder; ``kept``: it is there; ``inbox``: it stays in the inbox.
    """
    if not has_private_part(entry):
        return ""
    known = entry.envelope.published_as
    try:
        folder = private_folder(root)
        path = path_of(entry.envelope.record, known, entry.public) if known else ""
    except DeskError:  # publishing says what is wrong
        return "folder"
    if folder is None or (known and not (folder / path).is_file()):
        return "inbox"
    return "kept" if known else "folder"


def ids_in(folder: Path, record: str) -> set[str]:
    """Return the ids of the files that the private *folder* holds for records of the type."""
    top = read_schemas().types[record].path.split("{")[0]
    return {file.stem for file in (folder / top).rglob("*.yml")}


def shown(path: str) -> str:
    """Return how the file *path* of the private folder is named to people."""
    return f"${PRIVATE_FOLDER}/{path}"


def private_part(entry: Entry, record_id: str, sealed: Tree, catalogue: Catalogue) -> Tree:
    """Return what goes to the private folder, empty where *sealed* tells nothing of it.

    Of a solution its sealed fields, of an anonymous need its owner: by id where an organisation on record has the
    name. Internal fields, contacts among them, stay in the inbox.
    """
    if entry.envelope.record == "need":
        return _owner(sealed, catalogue)
    fields = read_schemas().types["solution"].fields
    own = {name: sealed[name] for name, spec in fields.items() if spec.visibility == "sealed" and name in sealed}
    return {"id": record_id, "edition": entry.public["edition"], **own}


def _owner(sealed: Tree, catalogue: Catalogue) -> Tree:
    written = [value for name in ("owner", "applicant") if isinstance(value := sealed.get(name), str) and value]
    bodies = Bodies.of(catalogue, Private(Path()))
    on_record = [bodies.body(name) for name in written if not bodies.is_off_record(name)]
    names = [name for name in written if bodies.is_off_record(name)]
    owner, *others = [*on_record[:1], *names] or [""]
    further: Tree = {"owner_names": [*others]} if others else {}
    return {"owner": owner, **further} if owner else {}


def write_private_part(folder: Path, path: str, content: bytes, announce: Callable[[str], None]) -> None:
    """Write *content* to the new file *path* of the private *folder*: on disk afterwards, for its owner's eyes only.

    Args:
        announce: told the sha256 once the place is known to be free, before anything is written.

    Raises:
        DeskError: the place leads out of the folder, or there is something already.
    """
    file = folder / path
    if not _is_within(folder, path) or os.path.lexists(file):
        raise DeskError("private_taken", {"path": shown(path)})
    announce(hashlib.sha256(content).hexdigest())
    for above in reversed(file.relative_to(folder).parents[:-1]):
        (folder / above).mkdir(mode=0o700, exist_ok=True)
    write_durably(file, content)
    flush_file_system(file.parent)


def remove_private_part(folder: Path, path: str, digest: str) -> None:
    """Remove the file *path* of the private *folder*, and folders that hold nothing any more.

    What has another sha256 than *digest* is not what publishing wrote, and stays; so does what lies elsewhere.
    """
    file = folder / path
    if not _is_within(folder, path) or file.is_symlink() or not file.is_file():
        return
    if hashlib.sha256(file.read_bytes()).hexdigest() != digest:
        return
    file.unlink()
    for above in file.relative_to(folder).parents[:-1]:
        try:
            (folder / above).rmdir()
        except OSError:  # something else lies there
            break
    flush_file_system(folder)


def _is_within(folder: Path, path: str) -> bool:
    """Return whether *path* is a place in the private *folder*; ``..`` and links may lead out of it."""
    return ".." not in Path(path).parts and (folder / path).parent.resolve().is_relative_to(folder)
