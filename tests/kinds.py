"""What kind of file the service takes some bytes for."""

from __future__ import annotations

from forms.intake.errors import KindError
from forms.intake.kinds import ContentReader


def kind_of(data: bytes, piece: int = 65536) -> str:
    """Return the kind of *data*, taken in pieces of so many bytes, or the code for which it is refused."""
    reader = ContentReader()
    try:
        for start in range(0, len(data), piece):
            reader.write(data[start : start + piece])
        return reader.close()
    except KindError as error:
        return error.code
