"""The countries and areas of ISO 3166-1; those that the list does not name are called what the CLDR calls them.

Its library takes long to import, so it is when somebody asks for such a name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from site_builder.languages import LANGS, locale_of
from site_builder.model import Code, Text

COUNTRY = "country"
"""The code list of the countries."""
_ALL = """
AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ
CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR
GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP
KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT
MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW
SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG
UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW
"""


class Countries(Mapping[str, Code]):
    """All countries by code, first those that *named* names."""

    def __init__(self, named: Mapping[str, Code]) -> None:
        self._known = dict(named)
        self._codes = dict.fromkeys((*named, *_ALL.split()))

    def __getitem__(self, code: str) -> Code:
        """Return the country of *code*, named when first asked for."""
        if code in self._codes and code not in self._known:
            self._known[code] = _named_by_cldr(code)
        return self._known[code]

    def __contains__(self, code: object) -> bool:
        return code in self._codes

    def __iter__(self) -> Iterator[str]:
        return iter(self._codes)

    def __len__(self) -> int:
        return len(self._codes)


def _named_by_cldr(code: str) -> Code:
    return Code(code, Text({lang: locale_of(lang).territories[code] for lang in LANGS}))
