"""The texts and indicators of a need, both languages saying the same."""

from __future__ import annotations

from random import Random

from bank import Pair, Tree, joined, read_bank
from drafts import Draft

RESOURCES = ("scenario", "test_line", "data", "equipment", "funding", "market")


def texts_of(draft: Draft) -> Tree:
    """Return the fields in which a need speaks."""
    bank, about, rng = read_bank(), draft.subject, draft.rng
    pains = about.sentences(rng, about.bank["pains"], 2, "。")
    parts = [about.pick(rng, bank["problem_openings"]), pains, about.pick(rng, bank["problem_closings"])]
    texts = {
        "title": about.title("need"),
        "summary": about.pick(rng, bank["summary"]),
        "problem": joined(parts),
        "key_technology": about.list_of(rng, about.bank["keys"], rng.randint(3, 4)),
        "expected_outcome": about.sentences(rng, bank["outcome"], rng.randint(2, 3)),
    }
    fields: Tree = {name: pair.tree for name, pair in texts.items()}
    fields["indicators"] = _indicators(draft)
    if rng.random() < 0.8:
        fields["current_basis"] = about.sentences(rng, bank["basis"], 2).tree
    fields["application_scenario"] = about.pick(rng, bank["scenario"]).tree
    fields["resources_offered"] = rng.sample(RESOURCES, 2)
    return fields


def _indicators(draft: Draft) -> list[Tree]:
    rng, bank = draft.rng, read_bank()
    chosen = [*rng.sample(draft.subject.bank["indicators"], rng.randint(2, 3)), rng.choice(bank["indicators"])]
    items = [_indicator(rng, *line) for line in chosen]
    if rng.random() < 0.2:
        name, text = bank["acceptance"], draft.subject.say(bank["acceptance_text"])
        items.append({"code": "acceptance", "name": name.tree, "operator": "text", "text": text.tree})
    weight = 100 // len(items) // 5 * 5
    return [item | {"weight": weight} for item in items]


def _indicator(rng: Random, code: str, zh: str, en: str, operator: str, low: str, high: str, unit: str) -> Tree:
    decimals = max(len(text.partition(".")[2]) for text in (low, high))
    value = f"{rng.uniform(float(low), float(high)):.{decimals}f}"
    name = Pair(zh, en)
    return {"code": code, "name": name.tree, "operator": operator, "value": value, "unit": unit}
