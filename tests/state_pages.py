"""The page of the state tables, drawn from ``site_builder/states/``.

``python -m tests.state_pages`` writes ``docs/states.md``; ``test_states.py`` holds that it is up to date.
"""

from __future__ import annotations

from collections.abc import Iterator

from site_builder.load.contract.schemas import read_schemas
from site_builder.load.contract.states import State, StateTable, read_state_tables
from site_builder.phrases import read_phrases
from site_builder.render.state_diagrams import render_mermaid
from tests.repositories import TESTS

PAGE = TESTS.parent / "docs" / "states.md"
ORDER = (
    "need",
    "solution",
    "docking",
    "verification",
    "award",
    "result",
    "technology_manager",
    "edition",
    "special_session",
    "event",
    "contest",
    "referral",
)
HEAD = (
    "<!-- Made by `python -m tests.state_pages` from site_builder/states/; edit the tables instead. -->\n\n"
    "# 状态与变更 · States and moves\n\n"
    "每张表是 `site_builder/states/` 中的一个文件。箭头上写的是谁可以提出这项变更、在什么条件下。"
    "`jiebang check --since <版本> --role <角色>` 只放行表中有的、由有权角色提出的变更；"
    "角色由代码托管平台认证后告知，不写时按组织者。"
    "单张图：`jiebang states --type need --format mermaid --lang zh`。\n\n"
    "Each table is a file in `site_builder/states/`. An arrow says who may propose the move, and when. "
    "`jiebang check --since REVISION --role ROLE` lets pass only moves of the tables, by a role that may make them. "
    "The code host knows who proposes a change and passes the role; where it is left out, it is the organiser’s. "
    "A single drawing: `jiebang states --type need --format mermaid --lang en`.\n\n"
    "需求的草稿到审核、方案的草稿到筛选只在收件箱中进行；"
    "公开仓库里，需求从“审核通过”开始，方案从“合格”开始。"
    "对接是否成功由日期和本届规则算出，不是一个状态。\n\n"
    "一个状态意味着什么，由它的标志说明：检查、页面、表单和工作台都按标志办事，代码里没有状态清单。"
    "新增一个状态，就是在代码表和这里的表中各加一行。没有变更的表不限定状态的先后。\n\n"
    "What comes before a need is approved, or a solution eligible, happens in the inbox only. "
    "Whether a docking succeeded is computed from its dates by the rules of the edition; it is no state.\n\n"
    "What a state means is said by its flags: check, pages, forms and desk go by them, and no list of states stands "
    "in code. A new state is one line in its code list and one in its table here. "
    "A table without moves does not say which state may follow which.\n"
)


def page() -> str:
    """Return the page with every table, drawn in both languages."""
    tables = read_state_tables()
    return "\n".join([HEAD, *(part for name in ORDER for part in _drawn(tables[name]))])


def _drawn(table: StateTable) -> Iterator[str]:
    yield f"## {table.label['zh']} · {table.label['en']}\n"
    for lang in ("zh", "en") if table.moves else ():
        drawing = render_mermaid(table, read_schemas().codes, read_phrases(lang))
        yield f"```mermaid\n{drawing}```\n"
    yield "| 状态 · State | | 标志 · Flags | 页面与字段 · Pages and fields |\n| --- | --- | --- | --- |"
    yield from (_row(table, state) for state in table.states.values())
    yield ""
    yield from (f"- `{flag}`: {words['zh']} · {words['en']}" for flag, words in table.flags.items())
    yield ""


def _row(table: StateTable, state: State) -> str:
    name = read_schemas().codes[table.codes][state.code].name
    flags = " ".join(f"`{flag}`" for flag in table.flags if flag in state.flags)
    facts = {"stage": state.stage, "step": state.step, "badge": state.badge, "day": state.day}
    said = "; ".join(f"{key} {value}" for key, value in facts.items() if value not in ("", 0, "plain"))
    return f"| `{state.code}` | {name['zh']} · {name['en']} | {flags} | {said} |"


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
