"""A map of regions as tiles of one size: where each lies beside the others, not how large it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from site_builder.derive.facets import Facet

# Column from the west and row from the north of each province, so that neighbours touch where they can.
PLACES = {
    **{"23": (8, 0), "15": (6, 1), "22": (8, 1)},
    **{"65": (1, 2), "62": (3, 2), "64": (4, 2), "14": (5, 2), "11": (6, 2), "12": (7, 2), "21": (8, 2)},
    **{"63": (3, 3), "61": (4, 3), "41": (5, 3), "13": (6, 3), "37": (7, 3)},
    **{"54": (2, 4), "51": (3, 4), "50": (4, 4), "42": (5, 4), "34": (6, 4), "32": (7, 4), "31": (8, 4)},
    **{"53": (3, 5), "52": (4, 5), "43": (5, 5), "36": (6, 5), "33": (7, 5)},
    **{"45": (4, 6), "44": (5, 6), "35": (7, 6), "71": (8, 6)},
    **{"46": (4, 7), "82": (5, 7), "81": (6, 7)},
}


@dataclass(frozen=True)
class Tile:
    """One region: ``column`` and ``row`` from 0, what it has on record, and its share of the most, 0 to 1."""

    region: Facet
    column: int
    row: int
    share: float


def tiles_of(regions: Iterable[Facet], places: Mapping[str, tuple[int, int]] = PLACES) -> tuple[Tile, ...]:
    """Return a tile for each of *regions*, none where fewer than two are given or one has no place.

    Columns and rows in which no region lies are left out.
    """
    shown = tuple(regions)
    if len(shown) < 2 or any(region.code.code not in places for region in shown):
        return ()
    own = {region.code.code: places[region.code.code] for region in shown}
    columns, rows = (sorted({place[axis] for place in own.values()}) for axis in (0, 1))
    most = max(region.needs for region in shown) or 1

    def tile(region: Facet) -> Tile:
        column, row = own[region.code.code]
        return Tile(region, columns.index(column), rows.index(row), region.needs / most)

    return tuple(map(tile, shown))
