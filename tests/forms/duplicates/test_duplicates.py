"""The duplicate finder: what it finds again after a change of wording, and what it does not take for the same."""

from __future__ import annotations

import pytest

from forms.duplicates import THRESHOLD, Described, Finder, described_record, described_tree
from forms.duplicates.features import features_of, is_fine
from site_builder.model import Text
from tests.edited_texts import EDITS, SEVERAL
from tests.measured_duplicates import Found, alike_between, invented, measure, other_texts
from tests.sheets import catalogue

pytestmark = pytest.mark.slow

MOST = 120  # texts of one kind; the benchmark takes all
OTHER = {name: texts[:MOST] for name, texts in other_texts().items()}
needs_shared_data = pytest.mark.skipif(not all(OTHER.values()), reason="../shared/data is not on this machine")

# Invented; the first two differ in a number only, the next two share their summary, the rest nothing.
NEEDS = [
    Described(f"n-{number}", "need", Text(zh=title), Text(zh=summary))
    for number, (title, summary) in enumerate(
        [
            ("船用150千瓦燃料电池冷启动", "在零下二十度启动，三十分钟内达到额定功率。"),
            ("船用200千瓦燃料电池冷启动", "在零下二十度启动，三十分钟内达到额定功率。"),
            ("园区污泥干化除臭", "本批需求由园区统一征集，共12项。"),
            ("园区余热回收节能", "本批需求由园区统一征集，共12项。"),
            ("纺织车间短绒在线监测", "短绒飘浮影响纱线条干，需要不停机测量并自动报警。"),
            ("远洋渔船鱼获冷链追溯", "从起网到上岸的温度要逐箱记录，断网时也不丢数据。"),
            ("老旧小区电梯钢丝绳无损探伤", "在不拆除的情况下发现内部断丝，单部电梯检测不超过20分钟。"),
            ("水稻田甲烷排放测量", "低成本传感器在高湿环境下连续工作一季。"),
        ]
    )
]  # fmt: skip
FINDER = Finder(NEEDS)


def asked(title: str, summary: str = "", **more: str) -> Described:
    return Described("asked", "need", Text(zh=title), Text(zh=summary), **more)  # type: ignore[arg-type]


FOUND_AGAIN = {
    "the same": ("纺织车间短绒在线监测", "短绒飘浮影响纱线条干，需要不停机测量并自动报警。", "n-4"),
    "other words": ("纺织车间飞花在线监测", "短绒飘浮影响纱线条干，要求不停机测量、自动告警。", "n-4"),
    "announced": ("关于征集纺织车间短绒在线监测解决方案的公告", "欢迎揭榜。", "n-4"),
    "traditional characters": ("老舊小區電梯鋼絲繩無損探傷", "在不拆除的情況下發現內部斷絲。", "n-6"),
    "shortened": ("老旧小区电梯探伤", "不拆除发现内部断丝。", "n-6"),
    "numerals": ("船用一百五十千瓦燃料电池冷启动", "零下20度启动，30分钟内达到额定功率。", "n-0"),
}


@pytest.mark.parametrize("case", FOUND_AGAIN)
def test_a_need_is_found_again(case: str) -> None:
    title, summary, expected = FOUND_AGAIN[case]

    assert [like.id for like in FINDER.like(asked(title, summary))] == [expected]


def test_a_need_in_which_nearly_every_word_is_another_one_is_not_found() -> None:
    """The limit of what characters can tell: the finder knows no synonyms."""
    question = asked("纺纱厂房飞花实时观察", "飘浮的短绒影响纱线条干，要求不停机测量、自动告警。")

    assert FINDER.like(question) == []


DIFFERENT = {
    "another number": ("船用300千瓦燃料电池冷启动", "在零下二十度启动，三十分钟内达到额定功率。"),
    "the same boilerplate": ("园区危险废物分拣", "本批需求由园区统一征集，共12项。"),
    "the same field": ("纺织车间空调节能改造", "纺织车间夏季空调能耗高，需要降低三成。"),
    "nothing in common": ("儿童牙科局部麻醉", "减少疼痛和用量。"),
    "only common words": ("关键技术研发项目", ""),
}


@pytest.mark.parametrize("case", DIFFERENT)
def test_a_different_need_is_not_taken_for_one(case: str) -> None:
    assert FINDER.like(asked(*DIFFERENT[case])) == []


def test_no_two_different_needs_are_alike() -> None:
    assert [like.id for need in NEEDS for like in FINDER.like(need)] == []


@pytest.mark.parametrize("edit", [name for name in EDITS if name not in ("synonyms", "typing errors")])
def test_invented_needs_are_found_after_each_edit(edit: str) -> None:
    found = measure(NEEDS[1::2] + NEEDS[4::2], edit)

    assert (found.missed, found.wrong) == ((), ())


def test_a_score_says_what_it_is_made_of() -> None:
    one = Described(
        "a", "need", Text(zh="短绒监测"), Text(zh="不停机测量"), ("灵敏度 5 mg",), "org", frozenset({"x"})
    )
    same = Described("b", "need", one.title, one.summary, one.indicators, one.owner, frozenset({"x", "y"}))

    (like,) = Finder([same]).like(one)

    assert like.shares == {"title": 1.0, "summary": 1.0, "indicators": 1.0, "owner": 1.0, "domains": 0.5}
    assert 0.9 < like.score < 1


def test_another_number_in_the_title_keeps_below_the_threshold() -> None:
    likes = FINDER.like(asked("船用300千瓦燃料电池冷启动", NEEDS[0].summary["zh"]), least=0.0)

    assert {(like.id, like.score < THRESHOLD) for like in likes[:2]} == {
        ("n-0", True),
        ("n-1", True),
    }


def test_a_text_in_one_language_is_compared_with_a_record_in_both() -> None:
    both = Described("a", "need", Text(zh="短绒在线监测", en="Monitoring short fibres in spinning mills"))
    english = Described("b", "need", Text(en="Monitor of short fibres for a spinning mill"))

    assert [like.id for like in Finder([both]).like(english)] == ["a"]


def test_a_need_is_not_a_duplicate_of_a_result_nor_of_itself() -> None:
    result = Described("r", "result", NEEDS[4].title, NEEDS[4].summary)

    assert Finder([*NEEDS, result]).like(NEEDS[4]) == []


def test_the_order_of_the_records_changes_nothing() -> None:
    question = asked("船用燃料电池冷启动", "三十分钟内达到额定功率。")

    assert Finder(NEEDS).like(question, least=0.0) == Finder(NEEDS[::-1]).like(question, least=0.0)


@pytest.mark.parametrize("kind", ["need", "result", "solution"])
def test_a_record_and_the_submission_of_the_same_values_are_compared_alike(kind: str) -> None:
    for record in catalogue().all_called(kind):
        described = described_record(record)
        tree: dict[str, object] = {"title": {"zh": described.title["zh"], "en": described.title["en"]}}

        assert described_tree(record.id, kind, tree).title == described.title


ALIKE = {
    ("cic2018-31-0001", "demo-31-0001"),  # the example was written after the report
    ("cic2021-31-0005", "cic2021-31-0006"),  # two needs of one firm, told in the same words
    ("result-antenna-metal-mesh", "result-flexible-mesh-antenna"),  # shown at two fairs, one year apart
}


def test_published_needs_and_results_are_not_taken_for_each_other_but_those_that_are_alike() -> None:
    records = [described_record(record) for kind in ("need", "result") for record in catalogue().all_called(kind)]
    finder = Finder(records)

    assert {tuple(sorted((one.id, like.id))) for one in records for like in finder.like(one)} == ALIKE


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("年產一千噸", "年产1000吨"),
        ("准确率90%", "準確率百分之九十"),
        ("5万件", "50000件"),
        ("Sensors for monitoring", "a sensor to monitor"),
        ("ＡＩ　芯片", "ai芯片"),
    ],
)
def test_two_ways_to_write_the_same(one: str, other: str) -> None:
    first, second = ({word for word in features_of(text) if not is_fine(word)} for text in (one, other))

    assert first - {"an", "a", "for", "to"} == second - {"an", "a", "for", "to"}


@needs_shared_data
@pytest.mark.parametrize("name", OTHER)
def test_at_least_95_percent_of_edited_texts_that_had_no_part_in_setting_it_are_found_and_no_other(name: str) -> None:
    total = sum((measure(OTHER[name], edit) for edit in EDITS), Found())

    assert (total.share >= 0.95, total.wrong) == (True, ())


@needs_shared_data
@pytest.mark.parametrize("name", OTHER)
def test_no_pair_of_different_texts_is_above_the_threshold(name: str) -> None:
    assert alike_between(OTHER[name], THRESHOLD) == []


@needs_shared_data
def test_several_edits_at_once_never_find_another_need() -> None:
    assert [wrong for name in SEVERAL for wrong in measure(OTHER["needs, zh"], name).wrong] == []


def test_a_need_is_found_among_many_near_ones() -> None:
    records = invented(2000)
    finder = Finder(records)

    assert records[17].id in {
        like.id for like in finder.like(Described("x", "need", records[17].title, records[17].summary))
    }
