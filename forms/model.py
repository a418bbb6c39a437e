"""What passes between the rooms of ``forms``: a submission, what the inbox keeps of it, and who acts on it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from site_builder.model import Text

Value = str | list["Value"] | dict[str, "Value"]
"""One value of a submission in the shape of the record as written in YAML: every scalar is text."""

Tree = dict[str, Value]


MEDIA_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "png": "image/png",
    "jpg": "image/jpeg",
}
"""Kind of file, by the suffix that people know it by -> media type."""
_OF_A_DEVICE = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(?:$|[. ])", re.IGNORECASE)
"""Names that Windows keeps for devices, whatever suffix follows.

Source: Microsoft, “Naming Files, Paths, and Namespaces”.
"""
_SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,8}$")


def named_as(name: str, kind: str) -> str:
    """Return the *name* of a file with the suffix of its *kind*, by which the program is chosen that opens it.

    >>> named_as("报价单.hta", "pdf"), named_as("第2.1版", "pdf"), named_as("照片.JPEG", "jpg")
    ('报价单.pdf', '第2.1版.pdf', '照片.JPEG')
    >>> named_as("con.pdf", "pdf"), named_as("Aux.v2.pdf", "pdf")
    ('_con.pdf', '_Aux.v2.pdf')
    """
    own = (f".{kind}", ".jpeg") if kind == "jpg" else f".{kind}"
    bare = _SUFFIX.sub("", name).rstrip(" .") or "file"
    if _OF_A_DEVICE.match(bare):
        name = bare = f"_{bare}"
    return next((one for one in (name, bare) if one.lower().endswith(own)), f"{bare}.{kind}")


@dataclass(frozen=True)
class Attachment:
    """One file that came with a submission; what is at ``path`` is ciphertext already, never the file itself.

    ``size`` (bytes) and ``sha256`` (hexadecimal) are of the file as it was sent; ``name`` is its name as sent, with
    the suffix of the kind found, of use for showing only, never for a path. ``scan`` is the verdict of the operator's
    scanner (``clean``, ``found``, ``failed``), empty where there is none, ``scan_said`` what it found.
    """

    name: str
    media_type: str
    size: int
    sha256: str
    path: Path
    scan: str = ""
    scan_said: str = ""


@dataclass(frozen=True)
class Submission:
    """What a visitor sent, split by the visibility of each field.

    Args:
        form: name of the form definition, e.g. ``need``.
        record: type of the record it becomes, e.g. ``need``; empty where none comes of it (an interest).
        language: ``zh`` or ``en``, in which the visitor used the form and wants the answers.
        channel: how it came: ``web``, ``api``, ``spreadsheet``, ``issue``, ``cli``.
        public: public fields, in the order of the schema and without ``id``: exactly what would be merged.
        sealed: sealed and internal fields; they are encrypted before anything touches the disk.
        consents: names of the consents given.
        about: id of the record it is about: the need that is taken up, the record to be corrected.
        mark: keyed digest of need and solver, which tells a solver's second solution and lets nobody read a name.
        is_practice: whether it came of a form of the example world, so that it is never published.
    """

    form: str
    record: str
    language: str
    channel: str
    public: Tree
    sealed: Tree = field(default_factory=dict)
    attachments: tuple[Attachment, ...] = ()
    consents: tuple[str, ...] = ()
    about: str = ""
    mark: str = ""
    is_practice: bool = False


@dataclass(frozen=True)
class Receipt:
    """What the submitter gets once the submission is on disk.

    ``secret`` opens the tracking page and is stored nowhere; ``digest`` is the salted sha256 of what was received
    (``sha256:…``), so that the submitter can prove it later; ``received_at`` is UTC (``2026-11-21T08:00:00Z``).
    """

    number: str
    secret: str
    received_at: str
    digest: str


@dataclass(frozen=True)
class Approval:
    """An approval: bound to the sha256 of ``record.yml`` as it was approved."""

    digest: str
    at: str
    by: str


@dataclass(frozen=True)
class Envelope:
    """What the inbox knows of a submission besides its fields; nothing in it is sealed or internal.

    Args:
        receipt: receipt number, ``JB-20261121-7K3M9Q``.
        form: name of the form definition.
        record: type of the record, or empty.
        received_at: when the first version came, UTC.
        language: of the submitter.
        channel: how the last version came.
        version: number of the last version sent in, from 1.
        state: one of the state table of ``record`` as far as private, or ``published``, ``withdrawn``, ``spam``,
            ``duplicate``.
        secret_hash: sha256 of the receipt's secret.
        digests: path in the submission's tree -> sha256 of what lies there, ciphertext where it is encrypted.
        sealed_digests: salted digest of each version received, in order (field ``sealed_digests`` of a solution).
        content_mac: keyed digest of the content of the last version, which tells a request sent again from another.
        changed_at: when the last thing happened, UTC.
        received: when each version came, in order, UTC.
        title: the public title, so that a list need not read each record.
        consents: names of the consents given.
        about: id of the record it is about, or empty.
        assignee: opaque id of the account that looks after it, or empty.
        returns: how often it was returned.
        approval: the approval in force, or ``None``.
        duplicate_of: receipt number or record id, or empty.
        published_as: id of the record it became, or empty.
        mark: of the last version, see ``Submission``.
        purged_at: when the keys of its sealed parts were destroyed, UTC; or empty.
        is_practice: see ``Submission``.
    """

    receipt: str
    form: str
    record: str
    received_at: str
    language: str
    channel: str
    version: int
    state: str
    secret_hash: str
    digests: Mapping[str, str]
    sealed_digests: tuple[str, ...]
    content_mac: str
    changed_at: str
    received: tuple[str, ...]
    title: Text
    consents: tuple[str, ...] = ()
    about: str = ""
    assignee: str = ""
    returns: int = 0
    approval: Approval | None = None
    duplicate_of: str = ""
    published_as: str = ""
    mark: str = ""
    purged_at: str = ""
    is_practice: bool = False

    @property
    def attachments(self) -> int:
        """Return how many attachments the last version has."""
        return sum(path.startswith("attachments/") for path in self.digests)


@dataclass(frozen=True)
class Actor:
    """Who acts: an opaque account id and a role of code list ``role`` (``need_owner``, ``reviewer``, …)."""

    account: str
    role: str


@dataclass(frozen=True)
class Event:
    """One thing that happened to a submission; ``state`` is the one it led to.

    ``checks`` are the named checks of a review with their verdicts; ``commit`` is the commit that holds it.
    """

    at: str
    actor: str
    role: str
    action: str
    note: Text
    state: str
    commit: str
    checks: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Version:
    """One version as it was sent in: ``public`` is what the submitter wrote, before any edit at the desk."""

    number: int
    received_at: str
    text: str  # of record.yml
    public: Tree


@dataclass(frozen=True)
class Entry:
    """One submission as it stands at ``tip``, the commit that an action must name.

    ``text`` is the text of ``record.yml``, exactly what would be merged; ``public`` the same as values; ``versions``
    what was sent in, oldest first.
    """

    envelope: Envelope
    text: str
    public: Tree
    tip: str
    events: tuple[Event, ...]
    versions: tuple[Version, ...]


@dataclass(frozen=True)
class Summary:
    """One row of a list of submissions; ``title`` is public."""

    receipt: str
    tip: str
    form: str
    record: str
    state: str
    title: Text
    received_at: str
    changed_at: str
    language: str
    channel: str
    version: int
    assignee: str
    about: str
    attachments: int
    published_as: str
    mark: str = ""
    purged_at: str = ""
    is_practice: bool = False
