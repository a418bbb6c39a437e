"""What the browser's own folding leaves different from ours, as a script: so that both search for the same text.

``python -m site_builder.publish.fold_table`` (``make fold``) writes it anew, from ``text_forms``; a test holds that
it is up to date and that the browser folds every character as we do.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from site_builder.text_forms.folding import composed, searched

TABLE = Path(__file__).parent / "theme/assets/javascripts/jiebang-fold-table.js"
_HEAD = "// Made by `python -m site_builder.publish.fold_table` from site_builder/text_forms; do not edit.\n"
_PLANES_IN_USE = (range(0x80, 0xD800), range(0xF900, 0x40000), range(0xE0000, 0xE1000))
"""No surrogates, nothing private."""


def fold_table() -> str:
    """Return the script: ranges that are dropped, characters that become another one, those that become several."""
    dropped: list[list[int]] = []
    single: dict[str, str] = {}
    longer: dict[str, str] = {}
    for character in _left_to_us():
        becomes = searched(f"a{character}a")[1:-1]
        if becomes == "":
            _extend(dropped, ord(character))
        elif len(becomes) == 1:
            single[character] = becomes
        else:
            longer[character] = becomes
    tables = {"DROPPED": dropped, "FROM": "".join(single), "TO": "".join(single.values()), "LONGER": longer}
    lines = (f"export const {name} = {_script_of(table)};\n" for name, table in tables.items())
    return _HEAD + "".join(lines)


def _left_to_us() -> Iterator[str]:
    """Yield each character that stays what it is through NFKC and small letters, and that we fold all the same."""
    for character in (chr(code) for codes in _PLANES_IN_USE for code in codes):
        is_settled = unicodedata.category(character) != "Cn" or searched(character) == ""
        if is_settled and character.lower() == character == composed(character) and searched(character) != character:
            yield character
    yield from (chr(code) for code in (*range(0x20), 0x7F) if searched(f"a{chr(code)}a") == "aa")


def _extend(ranges: list[list[int]], code: int) -> None:
    if ranges and ranges[-1][1] == code - 1:
        ranges[-1][1] = code
    else:
        ranges.append([code, code])


def _script_of(table: object) -> str:
    return json.dumps(table, ensure_ascii=False, separators=(",", ":")).replace("\u2028", "\\u2028")


if __name__ == "__main__":
    TABLE.write_text(fold_table(), encoding="utf-8")
