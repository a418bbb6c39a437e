"""Digests of what pages are made from: equal for equal values, and no two values share one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.model import Record, Text, Words
from site_builder.publish.digests import Digester, digest_of
from site_builder.records import Need


@dataclass(frozen=True)
class Row:
    name: object


@dataclass(frozen=True)
class Other:
    name: object


def record(path: str = "needs/a.yml", digest: str = "1", title: str = "") -> Record:
    return Need({"id": "a", "title": Text(zh=title)}, path, digest)


DIFFERENT = [
    None, "", "None", 0, "0", False, True, 1, 1.0, b"1", "1", date(2026, 11, 20), "2026-11-20",
    (), ("",), ("a", "b"), ("ab",), ("a", ("b",)), (("a",), "b"), {}, {"a": "b"}, {"b": "a"}, {"a": "b", "c": "d"},
    {"c": "d", "a": "b"}, frozenset(), frozenset({"a"}), Text(), Text(zh="a"), Text(en="a"), Words(),
    Words(zh=("a",)), Row("a"), Other("a"), Row(Row("a")), record(), record(path="needs/b.yml"), record(digest="2"),
]  # fmt: skip


def test_no_two_of_many_values_share_a_digest() -> None:
    shared = [(one, other) for one, other in combinations(DIFFERENT, 2) if digest_of(one) == digest_of(other)]

    assert shared == []


def test_one_digester_says_the_same_as_one_for_each_value() -> None:
    digester = Digester()

    assert [digester.digest_of(value) for value in DIFFERENT * 2] == [digest_of(value) for value in DIFFERENT * 2]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("a", "b"), ["a", "b"]),
        ({"a": 1}, MappingProxyType({"a": 1})),
        (frozenset("abc"), frozenset("cba")),
        (Row(("a",)), Row(tuple("a"))),
    ],
)
def test_equal_values_have_one_digest(one: object, other: object) -> None:
    assert digest_of(one) == digest_of(other)


def test_a_record_is_told_by_its_file() -> None:
    assert digest_of(record(title="a")) == digest_of(record(title="b"))


def test_a_value_without_an_encoding_is_a_fault_of_the_program() -> None:
    with pytest.raises(TypeError, match="no digest of a object"):
        digest_of(("a", object()))


def test_values_that_are_made_and_dropped_are_not_taken_for_each_other() -> None:
    digester = Digester()
    digests = [digester.digest_of(Row((str(number),))) for number in range(1000)]

    assert len(set(digests)) == 1000


LEAVES = st.none() | st.booleans() | st.integers() | st.text()
VALUES = st.recursive(LEAVES, lambda inner: st.tuples(inner, inner) | st.builds(Row, inner))


def told(value: object) -> Iterable[object]:
    """Return *value* with its types, since ``True == 1``."""
    if isinstance(value, Row):
        return (Row, told(value.name))
    return tuple(map(told, value)) if isinstance(value, tuple) else (type(value), value)


@given(VALUES, VALUES)
def test_digests_are_equal_where_values_are(one: object, other: object) -> None:
    assert (digest_of(one) == digest_of(other)) == (told(one) == told(other))
