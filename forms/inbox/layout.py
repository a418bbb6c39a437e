"""What stands where in the branch of a submission, and the text of each file."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, fields, replace
from pathlib import Path
from typing import Any

from forms.inbox.errors import NotTextError
from forms.inbox.writing import read_record_text, record_text
from forms.model import Approval, Attachment, Envelope, Event, Submission, Tree, Value
from site_builder.languages import LANGS, REQUIRED_LANGS
from site_builder.load.yaml_text import MOST_DEPTH
from site_builder.model import Text

BRANCHES = "refs/heads/s/"
KEYS = "refs/idem/"
MARKS = "refs/marks/"
RECORD = "record.yml"
ENVELOPE = "envelope.yml"
SEALED = "sealed.age"
VERSIONED = re.compile(r"record\.yml|sealed\.age|attachments/.*")
_SEALED = re.compile(r"(?:versions/\d+/)?(?:sealed|attachments/\d+)\.age")
_FIELD = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}")
_NOT_IN_YAML = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_TRAILER = re.compile(r"(?m)^([A-Z][a-z]+): (.*)$")


def is_inbox(place: Path) -> bool:
    """Return whether there is an inbox at *place*."""
    return (place / "HEAD").is_file()


def key_ref(key: str) -> str:
    """Return the ref that remembers the request with idempotency *key*."""
    return KEYS + hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()


def attachment_path(number: int) -> str:
    """Return where attachment *number* (from 1) of the last version is."""
    return f"attachments/{number}.age"


def sealed_in(files: Mapping[str, str]) -> dict[str, str]:
    """Return those of *files* (path -> blob) that are ciphertext."""
    return {path: blob for path, blob in files.items() if _SEALED.fullmatch(path)}


def review_path(number: int) -> str:
    """Return where review *number* (from 1) is."""
    return f"reviews/{number}.yml"


def version_path(version: int, path: str) -> str:
    """Return where the file *path* of an earlier *version* is kept."""
    return f"versions/{version}/{path}"


def check_submission(submission: Submission) -> None:
    """Refuse what a file cannot represent exactly.

    Raises:
        NotTextError: a value is no text, a public field has no plain name, or the values lie too deep.
    """
    words = [submission.form, submission.record, submission.language, submission.channel, submission.about]
    files = [text for part in submission.attachments for text in (part.name, part.media_type)]
    _check_value([*words, *submission.consents, *files], "", 0)
    check_tree(submission.public)
    check_tree(submission.sealed)


def check_tree(tree: Tree) -> None:
    """Refuse *tree* as ``check_submission`` does."""
    _check_value(tree, "", 0)


def check_note(note: Text, checks: Mapping[str, str], *words: str) -> None:
    """Refuse a note, verdicts or *words* that a file cannot represent."""
    _check_value([*note.values(), *checks.values(), *words], "", 0)
    _check_value(dict(checks), "", 0)


def _check_value(value: Value, where: str, depth: int) -> None:
    if depth > MOST_DEPTH:
        raise NotTextError(where)
    if isinstance(value, str):
        try:
            value.encode("utf-8")
        except UnicodeEncodeError:
            raise NotTextError(where) from None
    elif isinstance(value, dict):
        for key, item in value.items():
            if not _FIELD.fullmatch(key):
                raise NotTextError(where)
            _check_value(item, f"{where}.{key}".strip("."), depth + 1)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            _check_value(item, f"{where}.{index}", depth + 1)
    else:
        raise NotTextError(where)


def canonical(submission: Submission) -> bytes:
    """Return the content of *submission* in one form, to tell whether two are the same."""
    files = [[part.name, part.media_type, part.size, part.sha256] for part in submission.attachments]
    rest = {name: getattr(submission, name) for name in ("form", "record", "language", "public", "sealed", "about")}
    return _json({**rest, "consents": submission.consents, "attachments": files}, sort_keys=True).encode()


def sealed_document(submission: Submission, record_digest: str, nonce: str, kept: Mapping[str, Any]) -> bytes:
    """Return what is encrypted: the fields that are not public, and what the attachments are.

    It names the digest of the public part and a secret number, so that its own digest stands for the whole
    submission and lets nobody guess a short content.
    """
    files = [
        {"name": part.name, "media_type": part.media_type, "size": part.size, "sha256": part.sha256, **_scan_of(part)}
        for part in submission.attachments
    ]
    document = {"nonce": nonce, "record": record_digest, **kept, "fields": submission.sealed, "attachments": files}
    return _json(document).encode()


def _scan_of(part: Attachment) -> dict[str, str]:
    told = {"scan": part.scan, "scan_said": part.scan_said}
    return {name: text for name, text in told.items() if text}


_TITLED = ("zh", "en", "de")  # the languages that an envelope always names, so that its bytes stay as they were


def title_of(public: Tree) -> Text:
    """Return the public title (or name), empty where there is none."""
    written = public.get("title", public.get("name", ""))
    if isinstance(written, str):
        return Text(dict.fromkeys(REQUIRED_LANGS, written))
    if isinstance(written, dict):
        known = {lang: text for lang, text in written.items() if lang in (*LANGS, *_TITLED) and isinstance(text, str)}
        return Text(**known)
    return Text()


def envelope_text(envelope: Envelope) -> str:
    """Return *envelope* as YAML, each value written as JSON: a list of thousands is read in no time."""
    lines = (f"{item.name}: {_json(_plain(getattr(envelope, item.name)))}\n" for item in fields(Envelope))
    return _NOT_IN_YAML.sub(lambda match: f"\\u{ord(match[0]):04x}", "".join(lines))


def read_envelope(text: str) -> Envelope:
    """Return the envelope that ``envelope_text`` wrote."""
    rows = (line.partition(": ") for line in text.split("\n") if line)
    known = {item.name for item in fields(Envelope)}  # a newer program may have written more
    values: dict[str, Any] = {name: json.loads(value) for name, _, value in rows if name in known}
    for name in ("sealed_digests", "consents", "received"):
        values[name] = tuple(values[name])
    values["title"] = Text(**values["title"])
    values["approval"] = Approval(**values["approval"]) if values["approval"] else None
    return Envelope(**values)


def _plain(value: Any) -> Any:
    if isinstance(value, Text):
        return dict.fromkeys(_TITLED, "") | dict(value)
    return asdict(value) if isinstance(value, Approval) else value


def _json(value: Any, **how: Any) -> str:
    return json.dumps(value, ensure_ascii=False, **how)


def review_text(event: Event, details: Mapping[str, str]) -> str:
    """Return a review as YAML."""
    note: Tree = dict(event.note)
    tree: Tree = {"action": event.action, "at": event.at, "actor": event.actor, "role": event.role}
    tree |= {"state": event.state, **({"note": note} if note else {})}
    tree |= {"checks": dict(event.checks)} if event.checks else {}
    tree |= {name: value for name, value in details.items() if value}
    return record_text(tree)


def commit_message(receipt: str, event: Event, review: int) -> str:
    """Return the message of the commit that holds *event*; *review* is the number of its review, 0 for none."""
    trailers = {"Receipt": receipt, "Action": event.action, "Actor": event.actor, "Role": event.role}
    trailers |= {"State": event.state, "At": event.at, **({"Review": str(review)} if review else {})}
    return f"{event.action} {receipt}\n\n" + "".join(f"{name}: {value}\n" for name, value in trailers.items())


def read_event(message: str, commit: str, reviews: Mapping[str, str]) -> Event:
    """Return the event that a commit tells, with the note of its review (path -> text)."""
    told = dict(_TRAILER.findall(message))
    review: Any = read_record_text(reviews[review_path(int(told["Review"]))]) if "Review" in told else {}
    note = Text(**review.get("note", {}))
    event = Event(told["At"], told["Actor"], told["Role"], told["Action"], note, told["State"], commit)
    return replace(event, checks=review.get("checks", {}))
