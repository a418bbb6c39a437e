"""The rules over the whole catalogue, in the order in which they are read; each states one or more invariants."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from site_builder.model import Catalogue
from site_builder.problems import Problem

Rule = Callable[[Catalogue, date], Iterator[Problem]]

RULES: tuple[Rule, ...] = ()
