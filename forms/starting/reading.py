"""How each kind of answer is read: from text, or from the lists and mappings of a YAML file."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from forms.starting.answers import AnswerError, Organiser, Picture, Track
from site_builder.languages import CHINESE, ENGLISH, REQUIRED_LANGS
from site_builder.load.contract.schemas import read_schemas
from site_builder.load.pages import MOST_PICTURE_BYTES, PICTURES
from site_builder.load.yaml_text import Written
from site_builder.model import Text
from site_builder.publish.palette import UnknownColourError, palette_of
from site_builder.text_forms.addresses import mail_address
from site_builder.text_forms.properties import has_han

BETWEEN = "|"
"""What stands between the pieces of an answer on one line: ``中文 | English``."""
MOST_NAME = 80  # characters, as titles of editions have them
_YES, _NO = frozenset({"yes", "true", "y", "是"}), frozenset({"no", "false", "n", "否"})
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_WORD = re.compile(r"[a-z0-9]+")
_FIRST_KIND, _FIRST_ROLE = "government", "organizer"


def pieces_of(written: Written, names: Sequence[str]) -> dict[str, str]:
    """Return the pieces of *written* by name: a mapping as it is, a line cut at the bars.

    Raises:
        AnswerError: ``form`` it is neither, ``unknown_name`` it has a piece of another name.
    """
    if isinstance(written, str):
        cut = [piece.strip() for piece in written.split(BETWEEN)]
        if len(cut) > len(names):
            raise AnswerError("form", value=written)
        return dict(zip(names, cut, strict=False))
    if not isinstance(written, dict):
        raise AnswerError("form", value="…")
    if unknown := [name for name in written if name not in names]:
        raise AnswerError("unknown_name", name=unknown[0], known=", ".join(names))
    return {name: _text(value) for name, value in written.items()}


def _text(written: Written) -> str:
    if isinstance(written, list | dict):
        raise AnswerError("form", value="…")
    return (written or "").strip()


def read_words(written: Written) -> Text:
    """Return a name in both languages: ``{zh: …, en: …}`` or ``中文 | English``."""
    return _both(pieces_of(written, REQUIRED_LANGS))


def read_name(written: Written) -> Text:
    """Return the name of a challenge: in both languages, the Chinese one in Chinese."""
    words = read_words(written)
    if not has_han(words[CHINESE]):
        raise AnswerError("no_chinese", value=words[CHINESE])
    return words


def _both(pieces: dict[str, str]) -> Text:
    found = {lang: pieces.get(lang, "") for lang in REQUIRED_LANGS}
    for lang, text in found.items():
        if not text:
            raise AnswerError("language_missing", language=read_schemas().codes["language"][lang].name)
        if len(text) > MOST_NAME:
            raise AnswerError("too_long", value=text, most=str(MOST_NAME))
    return Text(found)


def read_organisers(written: Written) -> tuple[Organiser, ...]:
    """Return the organisers, each ``中文 | English | kind | role`` or a mapping of zh, en, kind and role."""
    return tuple(_organiser(item) for item in _items(written))


def _organiser(written: Written) -> Organiser:
    pieces = pieces_of(written, (*REQUIRED_LANGS, "kind", "role"))
    kind, role = pieces.get("kind") or _FIRST_KIND, pieces.get("role") or _FIRST_ROLE
    return Organiser(_both(pieces), _code(kind, "org_type"), _code(role, "organizer_role"))


def _code(value: str, of_list: str) -> str:
    known = read_schemas().codes[of_list]
    if value not in known:
        raise AnswerError("unknown_code", value=value, known=", ".join(known))
    return value


def read_tracks(written: Written) -> tuple[Track, ...]:
    """Return the tracks, each ``中文 | English``; their codes are told apart by their English names."""
    names = [read_words(item) for item in _items(written)]
    codes = ["_".join(_WORD.findall(name[ENGLISH].lower()))[:40].strip("_") for name in names]
    for number, code in enumerate(codes):
        if not code or code in codes[:number]:
            raise AnswerError("track_name", value=names[number][ENGLISH])
    return tuple(map(Track, codes, names))


def _items(written: Written) -> list[Written]:
    """Return the items of *written*, which may be only one.

    Raises:
        AnswerError: ``missing`` there is none.
    """
    items: list[Written] = written if isinstance(written, list) else [written]
    if not any(items):
        raise AnswerError("missing")
    return items


def read_day(written: Written) -> date:
    """Return the day that *written* names as ``2027-03-01``."""
    text = _text(written)
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise AnswerError("not_a_day", value=text) from None


def read_contact(written: Written) -> str:
    """Return the mail address of an office, as it was written."""
    if not mail_address(text := _text(written)):
        raise AnswerError("not_an_address", value=text)
    return text


def read_id(written: Written) -> str:
    """Return the id of an edition."""
    if not _ID.fullmatch(text := _text(written)) or len(text) > 30:
        raise AnswerError("not_an_id", value=text)
    return text


def read_colour(written: Written) -> str:
    """Return a colour as ``mkdocs.yml`` has it."""
    text = _text(written)
    try:
        palette_of({"scheme": "default", "primary": text})
    except UnknownColourError:
        raise AnswerError("not_a_colour", value=text) from None
    return text


def read_yes_or_no(written: Written) -> bool:
    """Return whether *written* says yes."""
    text = _text(written).lower()
    if text not in _YES | _NO:
        raise AnswerError("not_yes_or_no", value=text)
    return text in _YES


def read_picture(written: Written) -> Picture | None:
    """Return the picture in the file that *written* names, ``None`` where it names none."""
    if not (name := _text(written)):
        return None
    file = Path(name).expanduser()
    try:
        content = file.read_bytes()
    except OSError as error:
        raise AnswerError("no_file", value=name, reason=error.strerror or str(error)) from None
    suffix = file.suffix.lower()
    if len(content) > MOST_PICTURE_BYTES or PICTURES.get(suffix, "–") != _format_of(content):
        raise AnswerError("not_a_picture", value=name, known=", ".join(PICTURES))
    return Picture(content, suffix)


def _format_of(content: bytes) -> str:
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(content)) as picture:
            return picture.format or ""
    except (UnidentifiedImageError, OSError):
        return ""


@dataclass(frozen=True)
class Choice:
    """Reads one of the *known* words."""

    known: tuple[str, ...]

    def __call__(self, written: Written) -> str:
        """Return the word that *written* is."""
        if (text := _text(written)) not in self.known:
            raise AnswerError("unknown_code", value=text, known=", ".join(self.known))
        return text
