"""A field that is written into a schema is checked, asked and shown, without another line of code."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.repositories import TODAY, copy_base

pytestmark = pytest.mark.slow

REPOSITORY = Path(__file__).parents[3]

FIELDS = {
    "smell": ("type: string, shown: {facts: 1}", "气味", "Smell"),
    "depth": ("type: string, codes: horizon, shown: {facts: 2}", "深度", "Depth"),
    "view": ("type: string, bilingual: both, shown: {section: 70}", "看法", "View"),
    "seen_on": ("type: date, shown: {facts: 3}", "查看日期", "Seen on"),
    "worth": ("type: object, part: money, shown: {facts: 4}", "价值", "Worth"),
    "host": ("type: string, ref: organization, shown: {facts: 5}", "东道", "Hosting body"),
    "nicknames": ("type: array, shown: {facts: 6}", "昵称", "Nicknames"),
    "pump": ("type: object, part: pump, shown: {facts: 7}", "水泵", "Pump"),
    "draft_note": ("type: string, shown: {hidden: it is for editors}", "草稿", "Draft note"),
    "secret": ("type: string, visibility: sealed", "秘密", "Secret"),
}
PUMP = {
    "maker": ("type: string, shown: {facts: 1, bare: true}", "厂商", "Maker"),
    "power": ("type: integer, shown: {facts: 2}", "功率", "Power"),
}


def written(fields: Mapping[str, tuple[str, str, str]]) -> str:
    """Return *fields* as a schema writes them."""
    return "".join(
        f"\n  - {{name: {name}, {rest}, label: {{zh: {zh}, en: {en}}}, help: {{zh: {zh}。, en: {en}.}}}}"
        for name, (rest, zh, en) in fields.items()
    )


VALUES = """
smell: Sulphur
depth: urgent
view: {zh: 远看成岭。, en: A ridge from afar.}
seen_on: 2026-03-04
worth: {amount: 70000, currency: CNY}
host: clear-river
nicknames: [Nixie, Kelpie]
pump: {maker: Archimedes, power: 12}
draft_note: Marginalia
"""
SCRIPT = """
import sys
from datetime import date
from pathlib import Path
from site_builder.derive.forms import FormSettings, form_page
from site_builder.phrases import read_phrases
from site_builder.render.bodies import BodyRenderer
from site_builder.render.forms.drawing import form_view, render_form
from site_builder.render.plan import plan_pages
from site_builder.validate.repository import check_repository

day = date.fromisoformat(sys.argv[2])
checked = check_repository(Path(sys.argv[1]), day)
problems = [problem for problem in checked.problems if problem.code != "log-outdated"]  # no version is published
for problem in problems:
    print(problem.path, problem.code, problem.where)
catalogue = checked.catalogue
phrases = read_phrases("en")
if not problems:
    page = next(page for page in plan_pages(catalogue, day) if page.path == "needs/cic2026-31-0001/")
    bodies = BodyRenderer(phrases, catalogue.codes)
    print(bodies.render_body(page).body)
    view = form_view(form_page("need", FormSettings(), {}), phrases, catalogue.codes)
    print("<form>", render_form(view, bodies.env))
"""


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a copy of the program in which the schema of needs has the further fields."""
    root = tmp_path_factory.mktemp("grown")
    for package in ("site_builder", "forms"):
        shutil.copytree(REPOSITORY / package, root / package)
    schema = root / "site_builder/schemas/need.yml"
    text = schema.read_text(encoding="utf-8")
    schema.write_text(text.replace("\nconditions:", f"{written(FIELDS)}\nconditions:"), encoding="utf-8")
    (root / "site_builder/schemas/parts/pump.yml").write_text(
        f"name: pump\nlabel: {{zh: 水泵, en: Pump}}\nfields:{written(PUMP)}\n", encoding="utf-8"
    )
    form = root / "forms/definitions/need.yml"
    text = form.read_text(encoding="utf-8")
    form.write_text(text.replace("fields: [title, ", f"fields: [{', '.join(FIELDS)}, title, "), encoding="utf-8")
    return root


def run(grown: Path, values: str, folder: Path) -> str:
    """Return what the grown program says of a base in which a need has *values*: its problems, or page and form."""
    records = copy_base(folder / "base")
    with (records / "needs/cic2026/cic2026-31-0001.yml").open("a", encoding="utf-8") as need:
        need.write(values)
    command = [sys.executable, "-c", SCRIPT, str(records), TODAY.isoformat()]
    done = subprocess.run(command, cwd=grown, capture_output=True, text=True, timeout=120, check=False)
    assert done.stderr == ""
    return done.stdout


def rows_of(page: str) -> dict[str, str]:
    """Return the rows of the list of facts: label -> what it says."""
    found = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", page, re.DOTALL)
    return {label: " ".join(re.sub(r"<[^>]+>", " ", value).split()) for label, value in found}


def test_a_field_written_into_a_schema_is_shown_and_asked(grown: Path, tmp_path: Path) -> None:
    page, _, form = run(grown, VALUES, tmp_path).partition("<form>")
    rows = rows_of(page)

    assert {label: rows.get(label) for label in ("Smell", "Depth", "Seen on", "Worth", "Nicknames", "Pump")} == {
        "Smell": "Sulphur",
        "Depth": "Urgent",
        "Seen on": "4 March 2026",
        "Worth": "CNY 70,000",
        "Nicknames": "Nixie; Kelpie",
        "Pump": "Archimedes Power: 12",
    }
    assert "organizations/clear-river/" in page.partition("<dt>Hosting body</dt>")[2].partition("</dd>")[0]
    assert "<h2>View</h2>\n<p>A ridge from afar.</p>" in page
    assert [name for name in FIELDS if f'id="f-{name.replace("_", "-")}' not in form] == []
    assert [word for word in ("Draft note", "Marginalia", "Secret") if word in page] == []


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("seen_on: yesterday\n", "needs/cic2026/cic2026-31-0001.yml not-a-date seen_on\n"),
        ("depth: endless\n", "needs/cic2026/cic2026-31-0001.yml unknown-code depth\n"),
        ("host: nobody\n", "needs/cic2026/cic2026-31-0001.yml unknown-reference host\n"),
        ("pump: {power: much}\n", "needs/cic2026/cic2026-31-0001.yml not-an-integer pump.power\n"),
        ("secret: whispered\n", "needs/cic2026/cic2026-31-0001.yml not-public-field secret\n"),
    ],
)
def test_a_field_written_into_a_schema_is_checked(grown: Path, tmp_path: Path, value: str, told: str) -> None:
    assert run(grown, value, tmp_path) == told
